import { useState } from 'preact/hooks';
import { createPost, request } from '../../api/request.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useForm } from './use-form.js';

const FIELDS = ['name', 'email', 'password'];

/** Makes the first owner, for whoever is signed in by a link and nobody yet. */
export const FirstOwner = () => {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { problem, busy, run, wrong } = useForm();
  const create = (event: Event) => {
    event.preventDefault();
    const body = { name: name.trim(), email: email.trim(), password };
    void run(
      () => request('/api/account/owner', createPost(body)),
      // Everything is read again as the owner.
      () => location.reload(),
    );
  };
  return (
    <form class="card settings" aria-labelledby="first-owner" onSubmit={create}>
      <h2 id="first-owner">Create the first owner</h2>
      <p class="soft">You are signed in with a link. Create your own account, and invite others.</p>
      <TextField
        label="Your name"
        autocomplete="name"
        value={name}
        problem={wrong('name')}
        change={setName}
      />
      <TextField
        label="Your e-mail address"
        autocomplete="username"
        value={email}
        problem={wrong('email')}
        change={setEmail}
      />
      <TextField
        type="password"
        label="A password"
        hint="12 characters or more; a few words are fine."
        autocomplete="new-password"
        value={password}
        problem={wrong('password')}
        change={setPassword}
      />
      {problem && !FIELDS.includes(problem.field ?? '') && <ProblemNote problem={problem} />}
      <div class="tools">
        <button
          type="submit"
          class="button button-main"
          disabled={busy || !name.trim() || !email.trim() || !password}
        >
          Create owner
        </button>
      </div>
    </form>
  );
};
