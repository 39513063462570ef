import type { Site } from '../../api/types.js';
import { usePages } from '../../api/use-pages.js';
import { MoreButton } from '../../parts/more-button.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { SearchField } from '../../parts/search-field.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';
import { describeAction } from './describe-action.js';

interface Entry {
  time: string;
  actor: { kind: string; id: string; name: string };
  action: string;
  site: string | null;
  of: string | null;
  note: string | null;
  status: number;
  address: string;
}

/** What people did at a site, or everywhere, newest first. */
export const TrailCard = ({ path, sites, q }: { path: string; sites: Site[]; q: string }) => {
  const timeZone = useTimeZone();
  const { value, later, more, moreProblem, problem, retry } = usePages<{
    entries: Entry[];
    cursor: string | null;
  }>(`${path}?${new URLSearchParams(q ? { q } : {})}`);
  const entries = [...(value?.entries ?? []), ...later.flatMap(({ entries }) => entries)];
  const nameOf = (key: string) => sites.find((site) => site.key === key)?.name ?? key;
  return (
    <section class="card" aria-labelledby="trail">
      <h2 id="trail">Entries</h2>
      <div class="tools">
        <SearchField label="Search the trail" hint="Name, action, id or address" value={q} />
      </div>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && entries.length === 0 && <p class="soft">No entries match.</p>}
      {entries.length > 0 && (
        <FigureTable
          columns={[
            'When',
            { title: 'Who', words: true },
            { title: 'Action', words: true },
            { title: 'Site', words: true },
            { title: 'Details', words: true },
            { title: 'Address', words: true },
          ]}
          rows={entries.map(({ time, actor, action, site, of, note, status, address }, at) => ({
            key: `${time} ${at}`,
            head: formatMoment(time, timeZone),
            cells: [
              actor.name,
              `${describeAction(action)}${status >= 400 ? ' (refused)' : ''}`,
              site ? nameOf(site) : '',
              [note, of].filter(Boolean).join(' · '),
              address,
            ],
          }))}
        />
      )}
      {moreProblem && <ProblemNote problem={moreProblem} />}
      {more && <MoreButton label="Earlier" more={more} />}
    </section>
  );
};

/** The whole audit trail, for owners. */
export const Trail = ({ sites, query }: { sites: Site[]; query: URLSearchParams }) => (
  <Screen title="Audit trail">
    <TrailCard path="/api/trail" sites={sites} q={query.get('q') ?? ''} />
  </Screen>
);
