import type { FunnelStep } from '../../../src/reports/funnel/schema.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { formatCount, formatDuration, formatPercent } from '../../text/format.js';

/** The funnel in figures, with the times between its steps. */
export const StepsTable = ({ steps }: { steps: FunnelStep[] }) => {
  const bounds = steps.find(({ times }) => times.length > 0)?.times ?? [];
  const titles = bounds.map(({ upToSeconds }, index) =>
    upToSeconds === null
      ? `over ${formatDuration(bounds[index - 1]?.upToSeconds)}`
      : `≤ ${formatDuration(upToSeconds)}`,
  );
  return (
    <details>
      <summary>Show as a table, with times between steps</summary>
      <FigureTable
        label="The funnel as a table"
        columns={['Step', 'People', 'Of previous', 'Of first', 'Median', 'Mean', ...titles]}
        rows={steps.map((step, index) => ({
          key: `${index}`,
          head: `${index + 1}. ${step.event}`,
          cells: [
            formatCount(step.people),
            // Nobody comes from anywhere to the first step.
            ...(index === 0
              ? Array.from({ length: 4 + bounds.length }, () => null)
              : [
                  ...describePassage(step, steps[index - 1], steps[0]),
                  ...bounds.map((_, part) => formatCount(step.times[part]?.people ?? 0)),
                ]),
          ],
        }))}
      />
    </details>
  );
};

const describePassage = (
  { people, medianSeconds, meanSeconds }: FunnelStep,
  previous: FunnelStep | undefined,
  first: FunnelStep | undefined,
): string[] => [
  formatPercent(people, previous?.people ?? 0),
  formatPercent(people, first?.people ?? 0),
  formatDuration(medianSeconds),
  formatDuration(meanSeconds),
];
