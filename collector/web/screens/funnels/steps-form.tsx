import { useChange } from '../../report/change.js';
import { Choice } from '../../report/choice.js';
import { NamePicker } from '../../report/name-picker.js';
import type { SeenName } from '../../report/names.js';
import { PropertyChoice, type PropertyValue } from '../../report/property-choice.js';
import { FEWEST_STEPS, MOST_STEPS, moveStep } from './plan.js';

const WINDOWS = [
  ['', 'any time'],
  ['1h', '1 hour'],
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['14d', '14 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
] as const;

/** What the funnel is about: its steps in order, the time they may take, and how people are told apart. */
export const StepsForm = ({
  steps,
  names,
  window,
  segment,
}: {
  steps: string[];
  names: SeenName[] | null;
  window: string;
  segment: PropertyValue | null;
}) => {
  const change = useChange();
  const choose = (steps: string[]) => change({ step: steps });
  return (
    <div class="card">
      <ol class="steps">
        {steps.map((step, index) => (
          // Steps have no name of their own: two may be the same event.
          <li key={index}>
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            <NamePicker
              label={`Step ${index + 1}`}
              value={step}
              names={names}
              choose={(name) => choose(steps.with(index, name))}
            />
            <StepTools steps={steps} index={index} choose={choose} />
          </li>
        ))}
      </ol>
      <div class="tools">
        <button
          type="button"
          class="button"
          disabled={steps.length >= MOST_STEPS}
          onClick={() => choose([...steps, ''])}
        >
          Add a step
        </button>
        <Choice
          label="Within"
          value={window}
          options={WINDOWS}
          choose={(window) => change({ window })}
        />
        <PropertyChoice
          name="segment"
          label="Side by side"
          value={segment}
          usual="step1"
          moments={['step1', 'firstEver', 'lastEver', 'firstInRange', 'lastInRange']}
        />
      </div>
    </div>
  );
};

const StepTools = ({
  steps,
  index,
  choose,
}: {
  steps: string[];
  index: number;
  choose: (steps: string[]) => void;
}) => (
  <span class="step-tools">
    <button
      type="button"
      class="button button-small"
      aria-label={`Move step ${index + 1} up`}
      disabled={index === 0}
      onClick={() => choose(moveStep(steps, index, -1))}
    >
      ↑
    </button>
    <button
      type="button"
      class="button button-small"
      aria-label={`Move step ${index + 1} down`}
      disabled={index === steps.length - 1}
      onClick={() => choose(moveStep(steps, index, 1))}
    >
      ↓
    </button>
    <button
      type="button"
      class="button button-small"
      aria-label={`Remove step ${index + 1}`}
      disabled={steps.length <= FEWEST_STEPS && !steps[index]}
      onClick={() => choose(steps.filter((_, place) => place !== index))}
    >
      ✕
    </button>
  </span>
);
