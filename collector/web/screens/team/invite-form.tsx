import { useState } from 'preact/hooks';
import { createPost, type Problem, request } from '../../api/request.js';
import type { Site } from '../../api/types.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import type { Rights } from '../../roles.js';
import { EntryLinkNote } from './entry-link.js';
import { RolesForm } from './roles-form.js';
import type { EntryLink, Member } from './types.js';

const NO_RIGHTS: Rights = { owner: false, roles: {} };

/** Invites somebody. */
export const InviteForm = ({ sites, reload }: { sites: Site[]; reload: () => void }) => {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [rights, setRights] = useState(NO_RIGHTS);
  const [made, setMade] = useState<(EntryLink & { user: Member }) | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const invite = async (event: Event) => {
    event.preventDefault();
    const body = { name: name.trim(), email: email.trim(), ...rights };
    const answer = await request<EntryLink & { user: Member }>('/api/users', createPost(body));
    if ('problem' in answer) {
      setProblem(answer.problem);
      return;
    }
    setProblem(null);
    setMade(answer.value);
    setName('');
    setEmail('');
    setRights(NO_RIGHTS);
    reload();
  };
  const wrong = (field: string) => (problem?.field === field ? problem.happened : '');
  const isShown = ['name', 'email'].includes(problem?.field ?? '');
  return (
    <form class="card settings" aria-labelledby="invite" onSubmit={invite}>
      <h2 id="invite">Invite someone</h2>
      {made && <EntryLinkNote made={made} name={made.user.name} />}
      <TextField label="Their name" value={name} problem={wrong('name')} change={setName} />
      <TextField
        label="Their e-mail address"
        value={email}
        problem={wrong('email')}
        change={setEmail}
      />
      <RolesForm rights={rights} sites={sites} change={setRights} />
      {problem && !isShown && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!name.trim() || !email.trim()}>
          Invite
        </button>
      </div>
    </form>
  );
};
