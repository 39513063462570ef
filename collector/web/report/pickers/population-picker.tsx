import { usePopulations } from '../../api/use-populations.js';
import { useChange } from '../query/change.js';

/** Who counts in the report: everybody, or one saved population. */
export const PopulationPicker = ({ chosen }: { chosen: string }) => {
  const change = useChange();
  const populations = usePopulations().value?.populations ?? [];
  const known = !chosen || populations.some(({ id }) => id === chosen);
  if (populations.length === 0 && !chosen) return null;
  return (
    <select
      class="population-picker"
      aria-label="Population"
      title="Only count these people"
      value={chosen}
      onChange={(event) => change({ population: event.currentTarget.value })}
    >
      <option value="">Everyone</option>
      {!known && <option value={chosen}>Unknown population</option>}
      {populations.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
};
