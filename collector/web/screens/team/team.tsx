import { useState } from 'preact/hooks';
import type { Site } from '../../api/types.js';
import { usePages } from '../../api/use-pages.js';
import { MoreButton } from '../../parts/more-button.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { SearchField } from '../../parts/search-field.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { describeRoles } from '../../roles.js';
import { useTimeZone } from '../../site-context.js';
import { formatCounted, formatMoment } from '../../text/format.js';
import { InviteForm } from './invite-form.js';
import { MemberCard } from './member-card.js';
import type { Member } from './types.js';
import '../settings/settings.css';
import './team.css';

interface Page {
  users: Member[];
  total: number;
  cursor: string | null;
}

/** Everyone who signs in under a name, and what they may do. */
export const Team = ({ sites, query }: { sites: Site[]; query: URLSearchParams }) => {
  const q = query.get('q') ?? '';
  const [open, setOpen] = useState('');
  const { value, later, more, moreProblem, problem, retry } = usePages<Page>(
    `/api/users?${new URLSearchParams(q ? { q } : {})}`,
  );
  const timeZone = useTimeZone();
  const members = [...(value?.users ?? []), ...later.flatMap(({ users }) => users)];
  const nameOf = (key: string) => sites.find((site) => site.key === key)?.name ?? key;
  const member = members.find(({ id }) => id === open);
  return (
    <Screen title="Team">
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {member && (
        <MemberCard
          key={member.id}
          member={member}
          sites={sites}
          close={() => setOpen('')}
          reload={retry}
        />
      )}
      <section class="card" aria-labelledby="people-of-team">
        <h2 id="people-of-team">
          {value ? formatCounted(value.total, 'person', 'people') : 'People'}
        </h2>
        <div class="tools">
          <SearchField label="Search the team" hint="Name or e-mail address" value={q} />
        </div>
        {value && members.length === 0 && (
          <p class="soft">
            {q ? 'No one matches this search.' : 'No one yet. Invite someone below.'}
          </p>
        )}
        {members.length > 0 && (
          <FigureTable
            columns={[
              'Name',
              { title: 'E-mail', words: true },
              { title: 'May do', words: true },
              { title: 'Last sign-in', words: true },
              { title: 'Change', words: true },
            ]}
            rows={members.map((each) => ({
              key: each.id,
              head: each.name,
              cells: [
                each.email,
                describeRoles(each, nameOf),
                each.lastSignIn
                  ? formatMoment(each.lastSignIn, timeZone)
                  : each.state === 'invited'
                    ? 'invited'
                    : 'never',
                <button
                  key="change"
                  type="button"
                  class="button button-small"
                  aria-label={`Change ${each.name}`}
                  onClick={() => {
                    setOpen(each.id);
                    scrollTo(0, 0);
                  }}
                >
                  Change
                </button>,
              ],
            }))}
          />
        )}
        {moreProblem && <ProblemNote problem={moreProblem} />}
        {more && <MoreButton label="More people" more={more} />}
      </section>
      <InviteForm sites={sites} reload={retry} />
    </Screen>
  );
};
