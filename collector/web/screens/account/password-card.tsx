import { useState } from 'preact/hooks';
import { createPost, request } from '../../api/request.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useForm } from './use-form.js';

/** Changes one's password. */
export const PasswordCard = ({
  hasPassword,
  reload,
}: {
  hasPassword: boolean;
  reload: () => void;
}) => {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const { problem, busy, run, wrong } = useForm();
  const save = (event: Event) => {
    event.preventDefault();
    const body = { ...(hasPassword && { current }), password };
    void run(
      () => request('/api/account/password', createPost(body)),
      () => {
        setDone(true);
        setCurrent('');
        setPassword('');
        reload();
      },
    );
  };
  return (
    <form class="card settings" aria-labelledby="own-password" onSubmit={save}>
      <h2 id="own-password">Password</h2>
      {done && <p role="status">Changed. Your other browsers were signed out.</p>}
      {hasPassword && (
        <TextField
          type="password"
          label="Current password"
          autocomplete="current-password"
          value={current}
          problem={wrong('current')}
          change={setCurrent}
        />
      )}
      <TextField
        type="password"
        label="New password"
        hint="12 characters or more; a few words are fine."
        autocomplete="new-password"
        value={password}
        problem={wrong('password')}
        change={setPassword}
      />
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button
          type="submit"
          class="button"
          disabled={busy || !password || (hasPassword && !current)}
        >
          Change password
        </button>
      </div>
    </form>
  );
};
