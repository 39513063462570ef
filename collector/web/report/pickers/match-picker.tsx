import { useState } from 'preact/hooks';
import { EMPTY_CONDITION } from '../query/conditions.js';
import { ANY_EVENT, type EventMatch } from '../query/event-match.js';
import type { SeenName } from '../query/names.js';
import { ConditionRow } from './condition-row.js';
import { NameList } from './name-list.js';

/** Chooses events that count as one thing, and what their properties have to be. */
export const MatchPicker = ({
  label,
  match,
  names,
  focus = false,
  choose,
}: {
  label: string;
  match: EventMatch;
  /** Null while they are on the way. */
  names: SeenName[] | null;
  /** Whether its field takes the focus as it appears. */
  focus?: boolean;
  choose: (match: EventMatch) => void;
}) => {
  const [adding, setAdding] = useState(false);
  const { where } = match;
  const chosen = match.names.length > 0;
  const only =
    match.names.length === 1 && match.names[0] !== ANY_EVENT ? match.names[0] : undefined;
  const all = names && [...names, { name: ANY_EVENT, count: 0 }];
  return (
    <div class="match">
      <span class="match-names">
        <NameList
          label={label}
          names={match.names}
          seen={all}
          focus={focus}
          several={!match.names.includes(ANY_EVENT)}
          choose={(names) =>
            choose({ ...match, names: names.includes(ANY_EVENT) ? [ANY_EVENT] : names })
          }
        />
        {chosen && !adding && (
          <button
            type="button"
            class="button button-small"
            aria-label={`${label}: where a property…`}
            onClick={() => setAdding(true)}
          >
            where…
          </button>
        )}
      </span>
      {chosen &&
        [...where, ...(adding ? [EMPTY_CONDITION] : [])].map((condition, index) => (
          // Conditions have no name of their own: two may be alike.
          <span key={index} class="match-where">
            <span class="soft">{index === 0 ? 'where' : 'and'}</span>
            <ConditionRow
              label={`${label}, condition ${index + 1}`}
              condition={condition}
              event={only}
              choose={(condition) => {
                setAdding(false);
                choose({
                  ...match,
                  where: [...where.slice(0, index), condition, ...where.slice(index + 1)],
                });
              }}
              remove={() => {
                if (index === where.length) setAdding(false);
                else choose({ ...match, where: where.filter((_, place) => place !== index) });
              }}
            />
          </span>
        ))}
    </div>
  );
};
