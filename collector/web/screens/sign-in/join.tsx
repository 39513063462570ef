import { useState } from 'preact/hooks';
import { createPost, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { BASE } from '../../routes.js';
import { useForm } from '../account/use-form.js';
import '../settings/settings.css';
import '../team/team.css';

interface Invitation {
  kind: 'invitation' | 'reset';
  name: string;
  email: string;
}

/** What an invitation, or a link to a new password, opens. Its secret stands behind `#`, which no server is told. */
export const Join = () => {
  const [secret] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState('');
  const { value, problem: refused } = useAnswer<Invitation>('/api/sign-in/link', { secret });
  const { problem, busy, run, wrong } = useForm();
  const accept = (event: Event) => {
    event.preventDefault();
    void run(
      () => request('/api/sign-in/accept', createPost({ secret, password })),
      () => location.replace(BASE),
    );
  };
  return (
    <main class="lone">
      <h1>{value?.kind === 'reset' ? 'Set a new password' : 'Join kmq'}</h1>
      {refused && <ProblemNote problem={refused} />}
      {refused && (
        <p>
          <a href={BASE} target="_self">
            Go to the app
          </a>
        </p>
      )}
      {value && (
        <form aria-label="Choose a password" onSubmit={accept}>
          <p>
            {value.kind === 'reset'
              ? `Hello ${value.name}, choose a new password. Other browsers are signed out.`
              : `Hello ${value.name}, you are invited. Choose a password; you can add a passkey later.`}
          </p>
          <input type="hidden" autocomplete="username" value={value.email} />
          <TextField
            type="password"
            label={`Password for ${value.email}`}
            hint="12 characters or more; a few words are fine."
            autocomplete="new-password"
            value={password}
            problem={wrong('password')}
            change={setPassword}
          />
          {problem && !problem.field && <ProblemNote problem={problem} />}
          <button type="submit" class="button button-main" disabled={busy || !password}>
            {value.kind === 'reset' ? 'Set the password' : 'Join'}
          </button>
        </form>
      )}
    </main>
  );
};
