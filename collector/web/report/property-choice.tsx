import { useChange } from './change.js';
import { Choice } from './choice.js';
import { NamePicker } from './name-picker.js';
import { findSeen, type SeenName } from './names.js';
import type { At } from './types.js';
import { useNames } from './use-names.js';

const MOMENTS: Record<At, string> = {
  step1: 'at the first step',
  firstEver: 'first ever',
  lastEver: 'latest ever',
  firstInRange: 'first in the dates',
  lastInRange: 'last in the dates',
};

/** Moments of a report that begins with a step, and of one that has none. */
export const STEP_MOMENTS = Object.keys(MOMENTS) as At[];
export const RANGE_MOMENTS = STEP_MOMENTS.filter((moment) => moment !== 'step1');

/** As the API takes it: what sets say of the person, or what the person's events say. */
export type PropertyValue = { at: At } & ({ person: string } | { event: string });

const SOURCES = [
  ['person', 'of the person'],
  ['event', 'of their events'],
] as const;

const HIT_SOURCES = [
  ['event', 'of each hit'],
  ['person', 'of the person'],
] as const;

/** The property's name, wherever it is said. */
export const toPropertyName = (value: PropertyValue): string =>
  'person' in value ? value.person : value.event;

/** The property of people that an address tells people apart by. */
export const readProperty = (
  query: URLSearchParams,
  name: string,
  usual: At,
): PropertyValue | null => {
  const property = query.get(name);
  if (!property) return null;
  const text = query.get('at') ?? '';
  const at = Object.hasOwn(MOMENTS, text) ? (text as At) : usual;
  return query.get('of') === 'event' ? { event: property, at } : { person: property, at };
};

/** Whether only events have the property: nobody is asked where to look for it then. */
export const isOfEvents = (names: SeenName[] | null, property: string): boolean => {
  const seen = names && findSeen(names, property);
  return seen?.event === true && seen.person === false;
};

/** Which property tells people apart, and which of its values counts. */
export const PropertyChoice = ({
  name,
  label,
  value,
  usual,
  moments,
  ofHits = false,
}: {
  /** Parameter of the address. */
  name: string;
  label: string;
  value: PropertyValue | null;
  usual: At;
  moments: At[];
  /** What events say is said of each hit, so there is no moment to choose. */
  ofHits?: boolean;
}) => {
  const names = useNames('properties');
  const change = useChange();
  return (
    <div class="choice">
      <span class="soft" aria-hidden="true">
        {label}
      </span>
      <NamePicker
        label={label}
        value={value ? toPropertyName(value) : ''}
        names={names}
        hint="Property…"
        choose={(property) =>
          change({ [name]: property, of: isOfEvents(names, property) ? 'event' : null })
        }
      />
      {value && (
        <>
          <Choice
            label=""
            title={`${label}: said of whom`}
            value={'event' in value ? 'event' : 'person'}
            options={ofHits ? HIT_SOURCES : SOURCES}
            choose={(of) => change({ of: of === 'person' ? null : of })}
          />
          {!(ofHits && 'event' in value) && (
            <Choice
              label="value"
              value={value.at}
              options={moments.map((moment) => [moment, MOMENTS[moment]])}
              choose={(at) => change({ at: at === usual ? null : at })}
            />
          )}
          <button
            type="button"
            class="button button-small"
            onClick={() => change({ [name]: null, at: null, of: null })}
          >
            Clear
          </button>
        </>
      )}
    </div>
  );
};
