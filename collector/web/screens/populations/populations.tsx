import type { Population } from '../../../src/store/population.js';
import { formatSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { usePopulations } from '../../api/use-populations.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { formatHref } from '../../routes.js';
import { Only } from '../../session.js';
import { useSite } from '../../site-context.js';
import { formatCount } from '../../text/format.js';
import { Who } from './who.js';
import '../../report/report.css';
import './populations.css';

/** So many are counted at once; the others say their size when they are opened. */
const COUNTED = 15;

/** The saved conditions on people, and lists of them. */
export const Populations = () => {
  const site = useSite();
  const { value, problem, retry } = usePopulations();
  return (
    <Screen
      title="Populations"
      site={site.name}
      aside={
        <Only least="analyst">
          <span>
            <a class="button" href={formatHref(site.key, 'populations', 'new-list')}>
              New list
            </a>{' '}
            <a class="button button-main" href={formatHref(site.key, 'populations', 'new')}>
              New population
            </a>
          </span>
        </Only>
      }
    >
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value?.populations.length === 0 && <NoneYet />}
      {value && value.populations.length > 0 && (
        <div class="card">
          <FigureTable
            columns={['Population', { title: 'Who', words: true }, 'People now']}
            rows={value.populations.map((population, index) => ({
              key: population.id,
              head: (
                <a class="door" href={formatHref(site.key, 'populations', population.id)}>
                  {population.name}
                </a>
              ),
              cells: [
                <span key="words" class="soft words">
                  <Who population={population} />
                </span>,
                index < COUNTED && <Size key="size" population={population} />,
              ],
            }))}
          />
        </div>
      )}
    </Screen>
  );
};

const Size = ({ population: { id } }: { population: Population }) => {
  const { key } = useSite();
  const { value } = useAnswer<{ people: number }>(formatSitePath(key, `populations/${id}/size`));
  return <>{value ? formatCount(value.people) : '…'}</>;
};

const NoneYet = () => {
  const { key } = useSite();
  return (
    <div class="card">
      <h2>No populations yet</h2>
      <p>
        A population is everyone who matches a condition, such as what they did, how often and when,
        or a property; it stays up to date. Or it is a list of people you choose. Any report can be
        limited to one.
      </p>
      <p>
        <a href={formatHref(key, 'populations', 'new')}>Create the first one</a>, or open the people
        behind a number in a report and choose “Save as population”.
      </p>
    </div>
  );
};
