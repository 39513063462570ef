import { useState } from 'preact/hooks';
import { createCall, request } from '../../api/request.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import type { Member } from '../team/types.js';
import { useForm } from './use-form.js';

/** One's own name; the address is for owners to change. */
export const NameCard = ({ user, reload }: { user: Member; reload: () => void }) => {
  const [name, setName] = useState(user.name);
  const { problem, busy, run, wrong } = useForm();
  const save = (event: Event) => {
    event.preventDefault();
    void run(() => request('/api/account', createCall('PATCH', { name: name.trim() })), reload);
  };
  return (
    <form class="card settings" aria-labelledby="own-name" onSubmit={save}>
      <h2 id="own-name">{user.email}</h2>
      <TextField label="Your name" value={name} problem={wrong('name')} change={setName} />
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button
          type="submit"
          class="button"
          disabled={busy || !name.trim() || name.trim() === user.name}
        >
          Save name
        </button>
      </div>
    </form>
  );
};
