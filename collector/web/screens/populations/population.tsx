import { useState } from 'preact/hooks';
import type { Population } from '../../../src/store/population.js';
import { formatSitePath, type Problem, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { PeoplePanel } from '../../report/people/people-panel.js';
import { Choice } from '../../report/pickers/choice.js';
import { useChange } from '../../report/query/change.js';
import { PERIODS, type Period } from '../../report/query/period.js';
import { readPick } from '../../report/query/pick.js';
import { ReportBox } from '../../report/report-box.js';
import { go } from '../../router.js';
import { formatHref } from '../../routes.js';
import { Only } from '../../session.js';
import { useSite } from '../../site-context.js';
import { ListEditor } from './list-editor.js';
import { ListForm } from './list-form.js';
import { PeopleNow } from './people-now.js';
import { PopulationForm } from './population-form.js';
import type { SizeAnswer } from './size-answer.js';
import { SizeOverTime } from './size-over-time.js';
import { Who } from './who.js';
import '../../report/report.css';
import './populations.css';

/** A new population, a saved one, or the changes of one. */
export const PopulationScreen = ({ rest, query }: { rest: string[]; query: URLSearchParams }) => {
  const site = useSite();
  const [id = '', edit] = rest;
  const isNew = id === 'new' || id === 'new-list';
  const { value, problem, retry } = useAnswer<Population>(
    isNew ? null : formatSitePath(site.key, `populations/${encodeURIComponent(id)}`),
  );
  const title = isNew
    ? id === 'new'
      ? 'New population'
      : 'New list'
    : (value?.name ?? 'Population');
  return (
    <Screen
      title={edit ? `Change ${title}` : title}
      site={site.name}
      aside={<a href={formatHref(site.key, 'populations')}>All populations</a>}
    >
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {id === 'new' && <PopulationForm query={query} />}
      {id === 'new-list' && <ListForm />}
      {value && edit && <Edit population={value} query={query} saved={retry} />}
      {value && !edit && <Saved population={value} query={query} changed={retry} />}
    </Screen>
  );
};

const Edit = ({
  population,
  query,
  saved,
}: {
  population: Population;
  query: URLSearchParams;
  saved: () => void;
}) =>
  population.kind === 'list' ? (
    <ListForm list={population} saved={saved} />
  ) : (
    <PopulationForm query={query} population={population} saved={saved} />
  );

const LASTS: Record<Period, string> = { day: '30', week: '12', month: '12' };

const Saved = ({
  population,
  query,
  changed,
}: {
  population: Population;
  query: URLSearchParams;
  changed: () => void;
}) => {
  const { key } = useSite();
  const change = useChange();
  const { id, name } = population;
  const by = PERIODS.find(([period]) => period === query.get('by'))?.[0] ?? 'week';
  const path = formatSitePath(key, `populations/${id}/size`, { by, last: LASTS[by] });
  const report = useAnswer<SizeAnswer>(path);
  const open = readPick(query) !== null;
  return (
    <>
      <div class="tools">
        <Only least="analyst">
          <a class="button" href={formatHref(key, 'populations', id, 'edit')}>
            {population.kind === 'list' ? 'Rename' : 'Change'}
          </a>
          <Delete population={population} />
        </Only>
        {population.kind === 'condition' && (
          <Choice label="Size by" value={by} options={PERIODS} choose={(by) => change({ by })} />
        )}
      </div>
      <ReportBox report={report}>
        {(answer) => (
          <>
            <div class="card">
              <PeopleNow people={answer.people} />
              <p class="words">
                <Who population={population} />
              </p>
              <p class="soft">
                See them in <a href={`${formatHref(key, 'people')}?population=${id}`}>People</a>,{' '}
                <a href={`${formatHref(key, 'funnels')}?population=${id}`}>Funnels</a>,{' '}
                <a href={`${formatHref(key, 'activity')}?population=${id}`}>Activity</a> or{' '}
                <a href={`${formatHref(key, 'revenue')}?population=${id}`}>Revenue</a>.
              </p>
            </div>
            {population.kind === 'list' && (
              <ListEditor
                list={population}
                changed={() => {
                  changed();
                  report.retry();
                }}
              />
            )}
            {answer.series && population.kind === 'condition' && (
              <SizeOverTime path={path} series={answer.series} by={by} />
            )}
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
    const answer = await request(formatSitePath(key, `populations/${id}`), { method: 'DELETE' });
    if ('problem' in answer) setProblem(answer.problem);
    else go(formatHref(key, 'populations'));
  };
  return (
    <>
      <Confirm
        offer="Delete"
        question={`Delete “${name}”?`}
        consequence="Reports and links that use it will show an unknown population. No hits are deleted."
        act={remove}
      />
      {problem && <ProblemNote problem={problem} />}
    </>
  );
};
