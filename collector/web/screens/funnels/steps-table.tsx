import type { FunnelStep } from '../../report/types.js';
import { toCount, toDuration, toPercent } from '../../text/format.js';

/** The funnel in figures, with the times between its steps. */
export const StepsTable = ({ steps }: { steps: FunnelStep[] }) => {
  const bounds = steps.find(({ times }) => times.length > 0)?.times ?? [];
  return (
    <details>
      <summary>The same as a table, with times between steps</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: nothing in it takes the focus, and it has to scroll by keys */}
      <section class="table-box" aria-label="The funnel as a table" tabIndex={0}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Step</th>
              {['People', 'Of previous', 'Of first', 'Median', 'Mean'].map((title) => (
                <th key={title} scope="col" class="figure">
                  {title}
                </th>
              ))}
              {bounds.map(({ upToSeconds }, index) => (
                <th key={upToSeconds} scope="col" class="figure">
                  {upToSeconds === null
                    ? `over ${toDuration(bounds[index - 1]?.upToSeconds)}`
                    : `≤ ${toDuration(upToSeconds)}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map(({ event, people, medianSeconds, meanSeconds, times }, index) => (
              <tr key={index}>
                <th scope="row">
                  {index + 1}. {event}
                </th>
                <td class="figure">{toCount(people)}</td>
                <td class="figure">
                  {index > 0 && toPercent(people, steps[index - 1]?.people ?? 0)}
                </td>
                <td class="figure">{index > 0 && toPercent(people, steps[0]?.people ?? 0)}</td>
                <td class="figure">{index > 0 && toDuration(medianSeconds)}</td>
                <td class="figure">{index > 0 && toDuration(meanSeconds)}</td>
                {bounds.map(({ upToSeconds }, part) => (
                  <td key={upToSeconds} class="figure">
                    {index > 0 && toCount(times[part]?.people ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
};
