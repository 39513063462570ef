import type { FunnelStep } from '../../../src/reports/funnel/schema.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { type Share, Versus, VersusRate } from '../../report/figures/versus.js';
import { formatCount, formatCounted, formatDuration, formatPercent } from '../../text/format.js';
import { StepsTable } from './steps-table.js';

/** A bar per step; the bar leads to who came so far, the gap below it to who did not go on. */
export const FunnelBars = ({
  steps,
  before,
}: {
  steps: FunnelStep[];
  /** The same steps in the period before, where somebody compares. */
  before?: FunnelStep[] | undefined;
}) => {
  const first = steps[0]?.people ?? 0;
  const last = steps.at(-1)?.people ?? 0;
  return (
    <FigureCard
      id="funnel-answer"
      title={
        <span class="answer">
          <b>{formatPercent(last, first)}</b> converted{' '}
          <span class="soft">
            ({formatCount(last)} of {formatCounted(first, 'person', 'people')})
          </span>{' '}
          <VersusRate now={last / first} before={before && shareOf(before.at(-1), before[0])} />
        </span>
      }
    >
      <ol class="funnel">
        {steps.map((step, index) => (
          <li key={index}>
            <Bar step={step} index={index} first={first} before={before?.[index]?.people} />
            {index < steps.length - 1 && (
              <Gap
                step={step}
                next={steps[index + 1]}
                index={index}
                before={before && shareOf(before[index + 1], before[index])}
              />
            )}
          </li>
        ))}
      </ol>
      <StepsTable steps={steps} />
    </FigureCard>
  );
};

const shareOf = (next: FunnelStep | undefined, step: FunnelStep | undefined): Share | undefined =>
  step && next ? { part: next.people, whole: step.people } : undefined;

const Bar = ({
  step,
  index,
  first,
  before,
}: {
  step: FunnelStep;
  index: number;
  first: number;
  before: number | undefined;
}) => (
  <DrillDownLink
    className="funnel-bar"
    pick={{ step: index + 1, outcome: 'converted' }}
    label={`Step ${index + 1}, ${step.event}: ${formatCounted(step.people, 'person', 'people')}, ${formatPercent(step.people, first)} of the first step`}
  >
    <span class="funnel-name">
      {index + 1}. {step.event}
    </span>
    <span class="funnel-track">
      <span
        class="funnel-fill"
        style={{ width: first > 0 ? `${(100 * step.people) / first}%` : '0' }}
      />
    </span>
    <span class="funnel-people">
      <b>{formatCount(step.people)}</b>
      {index > 0 && (
        <span class="soft">
          {' '}
          {formatPercent(step.people, first)} of {formatCount(first)}
        </span>
      )}
      <Versus now={step.people} before={before} formatValue={formatCount} />
    </span>
  </DrillDownLink>
);

const Gap = ({
  step,
  next,
  index,
  before,
}: {
  step: FunnelStep;
  next: FunnelStep | undefined;
  index: number;
  before: Share | undefined;
}) => {
  const people = next?.people ?? 0;
  return (
    <div class="funnel-gap">
      <span>
        <b>{formatPercent(people, step.people)}</b>{' '}
        <span class="soft">
          continued ({formatCount(people)} of {formatCount(step.people)})
          {people > 0 && `, median ${formatDuration(next?.medianSeconds)}`}
        </span>{' '}
        <VersusRate now={step.people > 0 ? people / step.people : 0} before={before} />
      </span>
      <DrillDownLink
        pick={{ step: index + 1, outcome: 'dropped' }}
        label={`${formatCounted(step.dropped, 'person', 'people')} dropped after step ${index + 1}, ${step.event}`}
      >
        {formatCount(step.dropped)} dropped
      </DrillDownLink>
      {(step.open ?? 0) > 0 && (
        <DrillDownLink
          pick={{ step: index + 1, outcome: 'open' }}
          label={`${formatCounted(step.open ?? 0, 'person', 'people')} still in their window after step ${index + 1}, ${step.event}`}
        >
          {formatCount(step.open ?? 0)} still in window
        </DrillDownLink>
      )}
    </div>
  );
};
