import { FigureTable } from '../../report/figures/figure-table.js';
import type { FunnelStep } from '../../report/types.js';
import { toCount, toDuration, toPercent } from '../../text/format.js';

/** The funnel in figures, with the times between its steps. */
export const StepsTable = ({ steps }: { steps: FunnelStep[] }) => {
  const bounds = steps.find(({ times }) => times.length > 0)?.times ?? [];
  const titles = bounds.map(({ upToSeconds }, index) =>
    upToSeconds === null
      ? `over ${toDuration(bounds[index - 1]?.upToSeconds)}`
      : `≤ ${toDuration(upToSeconds)}`,
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
            toCount(step.people),
            // Nobody comes from anywhere to the first step.
            ...(index === 0
              ? Array.from({ length: 4 + bounds.length }, () => null)
              : [
                  ...toPassage(step, steps[index - 1], steps[0]),
                  ...bounds.map((_, part) => toCount(step.times[part]?.people ?? 0)),
                ]),
          ],
        }))}
      />
    </details>
  );
};

const toPassage = (
  { people, medianSeconds, meanSeconds }: FunnelStep,
  previous: FunnelStep | undefined,
  first: FunnelStep | undefined,
): string[] => [
  toPercent(people, previous?.people ?? 0),
  toPercent(people, first?.people ?? 0),
  toDuration(medianSeconds),
  toDuration(meanSeconds),
];
