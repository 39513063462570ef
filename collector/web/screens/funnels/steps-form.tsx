import { useState } from 'preact/hooks';
import { Choice } from '../../report/pickers/choice.js';
import { MatchPicker } from '../../report/pickers/match-picker.js';
import {
  PropertyChoice,
  type PropertyValue,
  STEP_MOMENTS,
} from '../../report/pickers/property-choice.js';
import { useChange } from '../../report/query/change.js';
import { type EventMatch, formatMatch, NO_MATCH } from '../../report/query/event-match.js';
import type { SeenName } from '../../report/query/names.js';
import { WINDOWS } from '../../report/query/window.js';
import { FEWEST_STEPS, MOST_STEPS, moveStep } from './plan.js';

/** What the funnel is about: its steps in order, the time they may take, and how people are told apart. */
export const StepsForm = ({
  steps,
  names,
  window,
  segment,
}: {
  steps: EventMatch[];
  names: SeenName[] | null;
  window: string;
  segment: PropertyValue | null;
}) => {
  const change = useChange();
  /** The step that was added last: its field has the focus. */
  const [added, setAdded] = useState(-1);
  const choose = (steps: EventMatch[]) => change({ step: steps.map(formatMatch) });
  return (
    <div class="card">
      <ol class="steps">
        {steps.map((step, index) => (
          // Steps have no name of their own: two may be the same event.
          <li key={index}>
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            <MatchPicker
              label={`Step ${index + 1}`}
              match={step}
              names={names}
              focus={index === added}
              choose={(match) => choose(steps.with(index, match))}
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
          onClick={() => {
            setAdded(steps.length);
            choose([...steps, NO_MATCH]);
          }}
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
          label="Break down by"
          value={segment}
          usual="step1OrAfter"
          moments={STEP_MOMENTS}
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
  steps: EventMatch[];
  index: number;
  choose: (steps: EventMatch[]) => void;
}) => {
  const tools = [
    ['↑', 'Move step up', index === 0, () => moveStep(steps, index, -1)],
    ['↓', 'Move step down', index === steps.length - 1, () => moveStep(steps, index, 1)],
    [
      '✕',
      'Remove step',
      steps.length <= FEWEST_STEPS && steps[index]?.names.length === 0,
      () => steps.filter((_, place) => place !== index),
    ],
  ] as const;
  return (
    <span class="step-tools">
      {tools.map(([sign, title, disabled, toSteps]) => (
        <button
          key={sign}
          type="button"
          class="button button-small"
          aria-label={`${title} ${index + 1}`}
          disabled={disabled}
          onClick={() => choose(toSteps())}
        >
          {sign}
        </button>
      ))}
    </span>
  );
};
