import { useState } from 'preact/hooks';
import { type Problem, request, toSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import type { Population } from '../../api/use-populations.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { useChange } from '../../report/change.js';
import { Choice } from '../../report/choice.js';
import { PeoplePanel } from '../../report/people-panel.js';
import { PERIODS, type Period } from '../../report/period.js';
import { readPick } from '../../report/pick.js';
import { toEditable, toWords } from '../../report/population-tree.js';
import { ReportBox } from '../../report/report-box.js';
import type { Reported } from '../../report/types.js';
import { go } from '../../router.js';
import { toHref } from '../../routes.js';
import { useSite } from '../../site-context.js';
import { PeopleNow } from './people-now.js';
import { PopulationForm } from './population-form.js';
import { SizeOverTime } from './size-over-time.js';
import '../../report/report.css';
import './populations.css';

/** A new population, a saved one, or the changes of one. */
export const PopulationScreen = ({ rest, query }: { rest: string[]; query: URLSearchParams }) => {
  const site = useSite();
  const [id = '', edit] = rest;
  const isNew = id === 'new';
  const { value, problem, retry } = useAnswer<Population>(
    isNew ? null : toSitePath(site.key, `populations/${encodeURIComponent(id)}`),
  );
  const title = isNew ? 'New population' : (value?.name ?? 'Population');
  return (
    <Screen
      title={edit ? `Change ${title}` : title}
      site={site.name}
      aside={<a href={toHref(site.key, 'populations')}>All populations</a>}
    >
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {isNew && <PopulationForm query={query} />}
      {value && edit && <PopulationForm query={query} population={value} saved={retry} />}
      {value && !edit && <Saved population={value} query={query} />}
    </Screen>
  );
};

export interface SizeAnswer extends Reported {
  people: number;
  series?: { start: string; people: number }[];
}

const LASTS: Record<Period, string> = { day: '30', week: '12', month: '12' };

const Saved = ({ population, query }: { population: Population; query: URLSearchParams }) => {
  const { key } = useSite();
  const change = useChange();
  const { id, name, definition } = population;
  const by = PERIODS.find(([period]) => period === query.get('by'))?.[0] ?? 'week';
  const report = useAnswer<SizeAnswer>(
    toSitePath(key, `populations/${id}/size`, { by, last: LASTS[by] }),
  );
  const open = readPick(query) !== null;
  return (
    <>
      <div class="tools">
        <a class="button" href={toHref(key, 'populations', id, 'edit')}>
          Change
        </a>
        <Delete population={population} />
        <Choice label="Size by" value={by} options={PERIODS} choose={(by) => change({ by })} />
      </div>
      <ReportBox report={report}>
        {(answer) => (
          <>
            <div class="card">
              <PeopleNow people={answer.people} />
              <p>{toWords(toEditable(definition))}</p>
              <p class="soft">
                See them in <a href={`${toHref(key, 'people')}?population=${id}`}>People</a>,{' '}
                <a href={`${toHref(key, 'funnels')}?population=${id}`}>Funnels</a>,{' '}
                <a href={`${toHref(key, 'activity')}?population=${id}`}>Activity</a> or{' '}
                <a href={`${toHref(key, 'revenue')}?population=${id}`}>Revenue</a>.
              </p>
            </div>
            {answer.series && <SizeOverTime name={name} series={answer.series} by={by} />}
            {open && <PeoplePanel report={answer} title={name} rerun={report.retry} />}
          </>
        )}
      </ReportBox>
    </>
  );
};

const Delete = ({ population: { id, name } }: { population: Population }) => {
  const { key } = useSite();
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async () => {
    const answer = await request(toSitePath(key, `populations/${id}`), { method: 'DELETE' });
    if ('problem' in answer) setProblem(answer.problem);
    else go(toHref(key, 'populations'));
  };
  return (
    <>
      <Confirm
        offer="Delete"
        question={`Delete “${name}”?`}
        consequence="Reports and links that use it will say that it is unknown. Nobody’s hits are touched."
        act={remove}
      />
      {problem && <ProblemNote problem={problem} />}
    </>
  );
};
