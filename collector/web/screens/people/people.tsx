import { useState } from 'preact/hooks';
import { formatSitePath } from '../../api/request.js';
import type { PeopleList } from '../../api/types.js';
import { usePages } from '../../api/use-pages.js';
import { CodeBlock } from '../../parts/code-block.js';
import { DemoHistory } from '../../parts/demo-history.js';
import { Meanwhile } from '../../parts/meanwhile.js';
import { MoreButton } from '../../parts/more-button.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Recalculating } from '../../parts/recalculating.js';
import { Screen } from '../../parts/screen.js';
import { SearchField } from '../../parts/search-field.js';
import { PopulationPicker } from '../../report/pickers/population-picker.js';
import { formatHref } from '../../routes.js';
import { useSite } from '../../site-context.js';
import { Chosen } from './chosen.js';
import { DEFAULT_SORT, PeopleTable } from './people-table.js';
import '../../report/report.css';
import './people.css';

const PAGE_SIZE = '50';

/** Everybody the site has seen: search, sort, open. */
export const People = ({ query }: { query: URLSearchParams }) => {
  const site = useSite();
  const q = query.get('q') ?? '';
  const population = query.get('population') ?? '';
  const sort = query.get('sort') ?? DEFAULT_SORT;
  const { value, later, problem, loading, slow, retry, more, moreProblem } = usePages<PeopleList>(
    formatSitePath(site.key, 'people', { q, sort, population, limit: PAGE_SIZE }),
  );
  const people = value && [value, ...later].flatMap((page) => page.people);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = people?.filter(({ id }) => ticked.has(id)) ?? [];
  const tick = (id: string) =>
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });

  return (
    <Screen title="People" site={site.name} aside={<Meanwhile slow={slow} word="Loading…" />}>
      <div class="tools">
        <SearchField label="Search people" hint="Name, e-mail, identity, property…" value={q} />
        <PopulationPicker chosen={population} />
        <a
          class="button button-small"
          href={formatSitePath(site.key, 'people', { q, sort, population, format: 'csv' })}
          download="people.csv"
        >
          Export CSV
        </a>
      </div>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && <Recalculating answer={value} />}
      {people &&
        (people.length > 0 ? (
          <div class={loading ? 'card table-box stale' : 'card table-box'}>
            {chosen.length > 0 && (
              <Chosen people={chosen} population={population} changed={retry} />
            )}
            <PeopleTable people={people} sort={sort} ticked={ticked} tick={tick} />
          </div>
        ) : (
          <NoOne q={q} population={population !== ''} />
        ))}
      {moreProblem && <ProblemNote problem={moreProblem} />}
      {more && <MoreButton label="Show more people" more={more} />}
    </Screen>
  );
};

const NoOne = ({ q, population }: { q: string; population: boolean }) => {
  const { key } = useSite();
  if (population && !q) return <p class="card">No one is in this population now.</p>;
  if (q) {
    return (
      <p class="card">
        No one has “{q}” in an identity or a property. The search looks for parts of words, in any
        case.
      </p>
    );
  }
  return (
    <div class="card">
      <h2>No people yet</h2>
      <p>
        With the snippet from <a href={formatHref(key, 'install')}>Install</a> in a page, the next
        visitor appears here. Identify people as soon as you know who they are:
      </p>
      <CodeBlock
        code="_kmq.push(['identify', 'jane@example.com']);"
        label="A call that identifies the person"
      />
      <DemoHistory />
    </div>
  );
};
