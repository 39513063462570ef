import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { Versus } from '../../report/figures/versus.js';
import { withParts } from '../../report/query/change.js';
import { usePlace } from '../../router.js';
import { formatCount } from '../../text/format.js';
import type { ActivityRow } from './rows.js';

/** Each event of the dates, or each value of a property, with its hits and its people. */
export const EventTable = ({
  rows,
  before,
  property,
}: {
  rows: ActivityRow[];
  /** Of the period before, where somebody compares. */
  before: ActivityRow[] | null;
  property?: string;
}) => {
  const place = usePlace();
  const title = property ?? 'Event';
  const findEarlier = (id: string): { count: number; people: number } | undefined =>
    before ? (before.find((row) => row.id === id) ?? { count: 0, people: 0 }) : undefined;
  return (
    <FigureCard id="events" title={property ? `By ${property}` : 'Events'}>
      <FigureTable
        columns={[title, 'Hits', 'People', 'Hits per person']}
        rows={rows.map(({ id, name, pick, count, people }) => ({
          key: id,
          head: property ? (
            name
          ) : (
            <a class="door" href={withParts(place, { event: [name] })}>
              {name}
            </a>
          ),
          cells: [
            <>
              {formatCount(count)}
              <Versus now={count} before={findEarlier(id)?.count} formatValue={formatCount} />
            </>,
            <>
              <DrillDownLink pick={pick} label={`${name}: ${people} people`}>
                {formatCount(people)}
              </DrillDownLink>
              <Versus now={people} before={findEarlier(id)?.people} formatValue={formatCount} />
            </>,
            people > 0 ? (count / people).toFixed(1) : '–',
          ],
        }))}
      />
    </FigureCard>
  );
};
