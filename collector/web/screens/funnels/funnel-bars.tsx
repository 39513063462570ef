import { NumberDoor } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { type Share, Versus, VersusRate } from '../../report/figures/versus.js';
import type { FunnelStep } from '../../report/types.js';
import { toCount, toCounted, toDuration, toPercent } from '../../text/format.js';
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
          <b>{toPercent(last, first)}</b> went all the way{' '}
          <span class="soft">
            ({toCount(last)} of {toCounted(first, 'person', 'people')})
          </span>{' '}
          <VersusRate now={last / first} before={before && toShareOf(before.at(-1), before[0])} />
        </span>
      }
      csv="funnel"
      toRows={() => toRows(steps)}
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
                before={before && toShareOf(before[index + 1], before[index])}
              />
            )}
          </li>
        ))}
      </ol>
      <StepsTable steps={steps} />
    </FigureCard>
  );
};

const toShareOf = (
  next: FunnelStep | undefined,
  step: FunnelStep | undefined,
): Share | undefined => (step && next ? { part: next.people, whole: step.people } : undefined);

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
  <NumberDoor
    className="funnel-bar"
    pick={{ step: index + 1, outcome: 'converted' }}
    label={`Step ${index + 1}, ${step.event}: ${toCounted(step.people, 'person', 'people')}, ${toPercent(step.people, first)} of the first step`}
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
      <b>{toCount(step.people)}</b>
      {index > 0 && (
        <span class="soft">
          {' '}
          {toPercent(step.people, first)} of {toCount(first)}
        </span>
      )}
      <Versus now={step.people} before={before} toText={toCount} />
    </span>
  </NumberDoor>
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
        <b>{toPercent(people, step.people)}</b>{' '}
        <span class="soft">
          continued ({toCount(people)} of {toCount(step.people)})
          {people > 0 && `, median ${toDuration(next?.medianSeconds)}`}
        </span>{' '}
        <VersusRate now={step.people > 0 ? people / step.people : 0} before={before} />
      </span>
      <NumberDoor
        pick={{ step: index + 1, outcome: 'dropped' }}
        label={`${toCounted(step.dropped, 'person', 'people')} dropped after step ${index + 1}, ${step.event}`}
      >
        {toCount(step.dropped)} dropped
      </NumberDoor>
      {(step.open ?? 0) > 0 && (
        <NumberDoor
          pick={{ step: index + 1, outcome: 'open' }}
          label={`${toCounted(step.open ?? 0, 'person', 'people')} still in their window after step ${index + 1}, ${step.event}`}
        >
          {toCount(step.open ?? 0)} still in window
        </NumberDoor>
      )}
    </div>
  );
};

const toRows = (steps: FunnelStep[]) => [
  [
    'Step',
    'Event',
    'People',
    'From previous',
    'From first',
    'Median seconds',
    'Mean seconds',
    'Dropped',
  ],
  ...steps.map((step, index) => [
    index + 1,
    step.event,
    step.people,
    index === 0 ? 1 : toShare(step.people, steps[index - 1]?.people ?? 0),
    index === 0 ? 1 : toShare(step.people, steps[0]?.people ?? 0),
    step.medianSeconds,
    step.meanSeconds,
    step.dropped,
  ]),
];

const toShare = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
