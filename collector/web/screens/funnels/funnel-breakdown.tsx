import type { FunnelStep } from '../../../src/reports/funnel/schema.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { formatCount, formatPercent } from '../../text/format.js';
import { FEW_PEOPLE, findLift, LEAST_LIFT } from './lift.js';

interface Segment {
  value: string;
  steps: FunnelStep[];
}

/** The same funnel for each value of a property. */
export const FunnelBreakdown = ({
  property,
  segments,
}: {
  property: string;
  segments: Segment[];
}) => (
  <FigureCard id="segments" title={`By ${property}`}>
    <FigureTable
      columns={[
        property,
        ...(segments[0]?.steps.map(({ event }, index) => `${index + 1}. ${event}`) ?? []),
      ]}
      rows={segments.map(({ value, steps }) => ({
        key: value,
        head: value,
        cells: steps.map((_, index) => (
          <SegmentStep key={index} value={value} steps={steps} index={index} />
        )),
      }))}
    />
    <Compared segments={segments} />
  </FigureCard>
);

const SegmentStep = ({ value, steps, index }: Segment & { index: number }) => {
  const people = steps[index]?.people ?? 0;
  return (
    <>
      <DrillDownLink
        pick={{ step: index + 1, outcome: 'converted', segment: value }}
        label={`${value}, step ${index + 1}: ${people} people`}
      >
        {formatCount(people)}
      </DrillDownLink>
      {index > 0 && (
        <span class="soft figure-note">{formatPercent(people, steps[0]?.people ?? 0)}</span>
      )}
    </>
  );
};

/** What is no value of the property: those without one, and those beyond the largest. */
const REST = ['(not set)', '(other)'];

/** What two groups say about each other: one line, and only where there are two. */
const Compared = ({ segments }: { segments: Segment[] }) => {
  const [one, other, ...others] = segments.filter(({ value }) => !REST.includes(value));
  if (!one || !other || others.length > 0) return null;
  const [share, otherShare] = [shareOf(one), shareOf(other)];
  const found = findLift(share, otherShare);
  if (!found) return null;
  const few = Math.min(share.people, otherShare.people) < FEW_PEOPLE;
  return (
    <p class="compared">
      “{one.value}” converts{' '}
      {Math.abs(found.lift) < LEAST_LIFT ? (
        'as often as'
      ) : (
        <>
          <b>{formatPercent(Math.abs(found.lift), 1)}</b> {found.lift < 0 ? 'less' : 'more'} often
          than
        </>
      )}{' '}
      “{other.value}”.{' '}
      <span class="soft">
        {few
          ? `Too early to tell: fewer than ${FEW_PEOPLE} people in one of them.`
          : `${found.pValue < 0.05 ? 'Significant' : 'Not significant'} (${formatPValue(found.pValue)}).`}
      </span>
    </p>
  );
};

const shareOf = ({ steps }: Segment) => ({
  people: steps[0]?.people ?? 0,
  conversions: steps.at(-1)?.people ?? 0,
});

const formatPValue = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);
