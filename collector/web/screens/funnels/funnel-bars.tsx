import { CsvButton } from '../../report/csv-button.js';
import { NumberDoor } from '../../report/number-door.js';
import type { FunnelStep } from '../../report/types.js';
import { toCount, toCounted, toDuration, toPercent } from '../../text/format.js';
import { StepsTable } from './steps-table.js';

/** A bar per step; the bar leads to who came so far, the gap below it to who did not go on. */
export const FunnelBars = ({ steps }: { steps: FunnelStep[] }) => {
  const first = steps[0]?.people ?? 0;
  const last = steps.at(-1)?.people ?? 0;
  return (
    <section class="card" aria-labelledby="funnel-answer">
      <div class="card-head">
        <h2 id="funnel-answer" class="answer">
          <b>{toPercent(last, first)}</b> went all the way{' '}
          <span class="soft">
            ({toCount(last)} of {toCounted(first, 'person', 'people')})
          </span>
        </h2>
        <CsvButton name="funnel" toRows={() => toRows(steps)} />
      </div>
      <ol class="funnel">
        {steps.map((step, index) => (
          <li key={index}>
            <Bar step={step} index={index} first={first} />
            {index < steps.length - 1 && <Gap step={step} next={steps[index + 1]} index={index} />}
          </li>
        ))}
      </ol>
      <StepsTable steps={steps} />
    </section>
  );
};

const Bar = ({ step, index, first }: { step: FunnelStep; index: number; first: number }) => (
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
    </span>
  </NumberDoor>
);

const Gap = ({
  step,
  next,
  index,
}: {
  step: FunnelStep;
  next: FunnelStep | undefined;
  index: number;
}) => {
  const people = next?.people ?? 0;
  return (
    <div class="funnel-gap">
      <span>
        <b>{toPercent(people, step.people)}</b>{' '}
        <span class="soft">
          went on ({toCount(people)} of {toCount(step.people)})
          {people > 0 && `, median ${toDuration(next?.medianSeconds)}`}
        </span>
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
          label={`${toCounted(step.open ?? 0, 'person', 'people')} still have time after step ${index + 1}, ${step.event}`}
        >
          {toCount(step.open ?? 0)} still have time
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
