import { useState } from 'preact/hooks';
import type { SeenName } from '../query/names.js';
import { NamePicker } from './name-picker.js';

/** One name or several that count alike; an emptied field takes its name away. */
export const NameList = ({
  label,
  names,
  seen,
  hint,
  several = true,
  open = false,
  focus = false,
  choose,
}: {
  label: string;
  names: string[];
  /** Null while they are on the way. */
  seen: SeenName[] | null;
  hint?: string;
  /** Whether another name may be added. */
  several?: boolean;
  /** A name that was never seen is nothing to warn of: only the most frequent are known. */
  open?: boolean;
  /** Whether its first field takes the focus as it appears. */
  focus?: boolean;
  choose: (names: string[]) => void;
}) => {
  const [adding, setAdding] = useState(false);
  const shown = names.length === 0 || adding ? [...names, ''] : names;
  const take = (index: number, name: string) => {
    setAdding(false);
    choose([...new Set(shown.with(index, name).filter(Boolean))]);
  };
  return (
    <>
      {shown.map((name, index) => (
        // A field has no name of its own before one is chosen.
        <span key={index} class="name-item">
          {index > 0 && <span class="soft">or </span>}
          <NamePicker
            label={index === 0 ? label : `${label}, or ${index + 1}`}
            value={name}
            names={seen}
            open={open}
            focus={adding ? index === names.length : focus && index === 0}
            {...(hint && { hint })}
            choose={(name) => take(index, name)}
          />
        </span>
      ))}
      {several && names.length > 0 && !adding && (
        <button
          type="button"
          class="button button-small"
          aria-label={`${label}: or another`}
          onClick={() => setAdding(true)}
        >
          or…
        </button>
      )}
    </>
  );
};
