import { useState } from 'preact/hooks';
import { createCall, type Problem, request } from '../../api/request.js';
import type { Site } from '../../api/types.js';
import { Confirm } from '../../parts/confirm.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import type { Rights } from '../../roles.js';
import { EntryLinkNote } from './entry-link.js';
import { RolesForm } from './roles-form.js';
import type { EntryLink, Member } from './types.js';

/** Somebody's name and roles, and what helps them in or puts them out. */
export const MemberCard = ({
  member,
  sites,
  close,
  reload,
}: {
  member: Member;
  sites: Site[];
  close: () => void;
  reload: () => void;
}) => {
  const [name, setName] = useState(member.name);
  const [rights, setRights] = useState<Rights>({ owner: member.owner, roles: member.roles });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState<EntryLink | null>(null);
  const path = `/api/users/${member.id}`;

  const act = async (call: () => ReturnType<typeof request<unknown>>, then: () => void) => {
    const answer = await call();
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) then();
  };
  const done = () => {
    reload();
    close();
  };
  const save = (event: Event) => {
    event.preventDefault();
    const isSame =
      JSON.stringify(rights) === JSON.stringify({ owner: member.owner, roles: member.roles });
    const body = { version: member.version, name: name.trim(), ...(isSame ? {} : rights) };
    void act(() => request(path, createCall('PATCH', body)), done);
  };
  const createLink = async () => {
    const answer = await request<EntryLink>(`${path}/link`, { method: 'POST' });
    setProblem('problem' in answer ? answer.problem : null);
    setMade('value' in answer ? answer.value : null);
  };
  return (
    <form class="card settings" aria-labelledby="member" onSubmit={save}>
      <h2 id="member">{member.name}</h2>
      <p class="soft">{member.email}</p>
      {made && <EntryLinkNote made={made} name={member.name} />}
      <TextField label="Name" value={name} change={setName} />
      <RolesForm rights={rights} sites={sites} change={setRights} />
      {problem && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!name.trim()}>
          Save
        </button>
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
      </div>
      <p class="soft">Other roles sign {member.name} out everywhere.</p>
      <div class="tools">
        <button type="button" class="button button-small" onClick={createLink}>
          {member.state === 'invited' ? 'New invitation link' : 'Link to a new password'}
        </button>
        <Confirm
          offer="Sign out everywhere"
          question={`Sign ${member.name} out of all browsers?`}
          consequence="They can sign in again."
          act={() =>
            act(
              () => request(`${path}/sessions`, { method: 'DELETE' }),
              () => undefined,
            )
          }
        />
        {member.secondFactor && (
          <Confirm
            offer="Remove the authenticator app"
            question={`Remove the authenticator app of ${member.name}?`}
            consequence="From then on the password alone is enough, until they set up another one."
            act={() => act(() => request(`${path}/second-factor`, { method: 'DELETE' }), done)}
          />
        )}
        <Confirm
          offer="Remove from the team"
          question={`Remove ${member.name} from the team?`}
          consequence="They are signed out at once. What they saved stays."
          act={() => act(() => request(path, { method: 'DELETE' }), done)}
        />
      </div>
    </form>
  );
};
