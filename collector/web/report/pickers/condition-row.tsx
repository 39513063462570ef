import { useEffect, useState } from 'preact/hooks';
import { formatSitePath } from '../../api/request.js';
import { useShared } from '../../api/use-shared.js';
import { RemoveButton } from '../../parts/remove-button.js';
import { useSite } from '../../site-context.js';
import {
  type Condition,
  isComplete,
  isNumeric,
  isOp,
  needsValue,
  OPS,
  takesSeveral,
} from '../query/conditions.js';
import type { SeenName } from '../query/names.js';
import { useNames } from '../query/use-names.js';
import { Choice } from './choice.js';
import { NameList } from './name-list.js';
import { NamePicker } from './name-picker.js';

type Values = { values: { value: string; count: number; lastSeen?: string }[] };

/** Values that a property has had, most frequent first; null while nobody knows. */
export const useValues = (property: string, event?: string): SeenName[] | null => {
  const { key } = useSite();
  const path = property && formatSitePath(key, 'catalogue/values', { property, event });
  const answer = useShared<Values>(path || null);
  return answer?.values.map(({ value, ...seen }) => ({ name: value, ...seen })) ?? null;
};

/** What one property has to be. Half of a condition asks nothing: it is told when it is whole. */
export const ConditionRow = ({
  label,
  condition,
  event,
  choose,
  remove,
}: {
  label: string;
  condition: Condition;
  /** Whose values are offered; of all events and people without one. */
  event?: string | undefined;
  choose: (condition: Condition) => void;
  remove: () => void;
}) => {
  const [draft, setDraft] = useState(condition);
  const given = JSON.stringify(condition);
  useEffect(() => setDraft(JSON.parse(given)), [given]);
  const { property, op, values } = draft;
  const names = useNames('properties');
  const seen = useValues(property, event);

  const change = (part: Partial<Condition>) => {
    const changed = { ...draft, ...part };
    setDraft(changed);
    if (isComplete(changed)) choose(changed);
  };
  return (
    <span class="condition">
      <NamePicker
        label={`${label}: property`}
        value={property}
        names={names}
        hint="Property…"
        choose={(property) => change({ property, values: [] })}
      />
      <Choice
        label=""
        title={`${label}: how`}
        value={op}
        options={OPS}
        choose={(op) =>
          isOp(op) && change({ op, values: takesSeveral(op) ? values : values.slice(0, 1) })
        }
      />
      {needsValue(op) && (
        <NameList
          label={`${label}: value`}
          names={values}
          seen={isNumeric(op) ? [] : seen}
          hint={isNumeric(op) ? 'Number…' : 'Value…'}
          several={takesSeveral(op)}
          open
          choose={(values) => change({ values })}
        />
      )}
      <RemoveButton label={label} remove={remove} />
    </span>
  );
};
