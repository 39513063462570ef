import { formatSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { SearchField } from '../../parts/search-field.js';
import { Choice } from '../../report/pickers/choice.js';
import { useChange } from '../../report/query/change.js';
import { useSite } from '../../site-context.js';
import type { NameKind, Noted } from './noted.js';
import { NotedName } from './noted-name.js';
import '../../report/report.css';

/** More than anybody scrolls through: the search finds the others. */
const MOST = 100;

const KINDS = [
  ['events', 'events'],
  ['properties', 'properties'],
] as const;

/** The names of events or properties: which are shown, what they mean, and which count as one. */
export const NotedNames = ({ query }: { query: URLSearchParams }) => {
  const { key } = useSite();
  const change = useChange();
  const kind: NameKind = query.get('kind') === 'properties' ? 'properties' : 'events';
  const { value, problem, retry } = useAnswer<Partial<Record<NameKind, Noted[]>>>(
    formatSitePath(key, `catalogue/${kind}`, { hidden: '1' }),
  );
  const names = value?.[kind];
  const q = query.get('q') ?? '';
  const found = names?.filter(({ name, description }) =>
    `${name} ${description ?? ''}`.toLowerCase().includes(q.toLowerCase()),
  );
  return (
    <section class="card" aria-labelledby="noted">
      <h2 id="noted">Names of {kind}</h2>
      <p class="soft">
        Hits are not changed. Hidden names are not suggested; merged names count under another name
        in every report, and can be unmerged.
      </p>
      <div class="tools">
        <Choice label="Names of" value={kind} options={KINDS} choose={(kind) => change({ kind })} />
        <SearchField label="Search names" hint="Name or description…" value={q} />
      </div>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {found?.length === 0 && <p>{q ? 'No name matches.' : `No ${kind} yet.`}</p>}
      <ul class="noted">
        {found?.slice(0, MOST).map((noted) => (
          <li key={`${kind} ${noted.name}`}>
            <NotedName kind={kind} noted={noted} names={names ?? []} reload={retry} />
          </li>
        ))}
      </ul>
      {found && found.length > MOST && <p class="soft">The first {MOST}; search for the others.</p>}
    </section>
  );
};
