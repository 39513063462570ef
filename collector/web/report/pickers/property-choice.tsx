import { findAcquisition } from '../../../src/reports/acquisition.js';
import type { PersonReading } from '../../../src/reports/breakdown.js';
import type { At } from '../../../src/reports/plan.js';
import { useChange } from '../query/change.js';
import { findSeen, type SeenName } from '../query/names.js';
import { useNames } from '../query/use-names.js';
import { Choice } from './choice.js';
import { NamePicker } from './name-picker.js';

const MOMENTS: Record<At, string> = {
  step1OrAfter: 'at or after the first step',
  step1: 'at the first step',
  firstEver: 'first ever',
  lastEver: 'latest ever',
  firstInRange: 'first in the period',
  lastInRange: 'last in the period',
};

/** Moments of a report that begins with a step, and of one that has none. */
export const STEP_MOMENTS = Object.keys(MOMENTS) as At[];
export const RANGE_MOMENTS = STEP_MOMENTS.filter((moment) => !moment.startsWith('step1'));

/** As the API takes it: what sets say of the person, what the person's events say, or both. */
export type PropertyValue = PersonReading;

/** Where a property is looked for. */
type Place = 'person' | 'event' | 'both';

const SOURCES = [
  ['person', 'of the person'],
  ['event', 'of their events'],
  ['both', 'of the person or their events'],
] as const;

const HIT_SOURCES = [
  ['event', 'of each hit'],
  ['person', 'of the person'],
  ['both', 'of the person or their events'],
] as const;

const isPlace = (text: string | null): text is Place => SOURCES.some(([place]) => place === text);

const placeOf = (value: PropertyValue): Place =>
  'person' in value ? 'person' : 'event' in value ? 'event' : 'both';

/** The property's name, wherever it is said. */
export const propertyNameOf = (value: PropertyValue): string =>
  'person' in value ? value.person : 'event' in value ? value.event : value.property;

const createValue = (place: Place, name: string, at: At): PropertyValue =>
  place === 'person'
    ? { person: name, at }
    : place === 'event'
      ? { event: name, at }
      : { property: name, at };

/** Where a property is looked for, and which value counts, where nobody has chosen: as the API has it. */
const findUsual = (name: string, place: Place | null, usual: At): { place: Place; at: At } => {
  const acquisition = findAcquisition([name]);
  const looked = place ?? acquisition ?? 'person';
  if (acquisition) return { place: looked, at: 'firstEver' };
  return { place: looked, at: looked === 'event' && usual === 'step1OrAfter' ? 'step1' : usual };
};

/** The property of people that an address tells people apart by; `usual` counts where nothing else is usual for it. */
export const readProperty = (
  query: URLSearchParams,
  name: string,
  usual: At,
): PropertyValue | null => {
  const property = query.get(name);
  if (!property) return null;
  const of = query.get('of');
  const { place, at } = findUsual(property, isPlace(of) ? of : null, usual);
  const text = query.get('at') ?? '';
  return createValue(place, property, Object.hasOwn(MOMENTS, text) ? (text as At) : at);
};

/** The parts of an address that ask for another reading of its property. */
export const encodeReading = (reading: PropertyValue): Record<'of' | 'at', string> => ({
  of: 'person' in reading ? 'person' : 'event' in reading ? 'event' : 'both',
  at: reading.at,
});

/** A reading in words: `of their events, latest ever`. */
export const formatReading = (reading: PropertyValue): string => {
  const { of, at } = encodeReading(reading);
  const place = of === 'both' ? 'of the person or their events' : Object.fromEntries(SOURCES)[of];
  return `${place}, ${MOMENTS[at as At]}`;
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
        value={value ? propertyNameOf(value) : ''}
        names={names}
        hint="Property…"
        choose={(property) =>
          change({
            [name]: property,
            at: null,
            of: isOfEvents(names, property) && !findAcquisition([property]) ? 'event' : null,
          })
        }
      />
      {value && (
        <>
          <Choice
            label=""
            title={`${label}: whose property`}
            value={placeOf(value)}
            options={ofHits ? HIT_SOURCES : SOURCES}
            choose={(of) =>
              change({ of: of === findUsual(propertyNameOf(value), null, usual).place ? null : of })
            }
          />
          {!(ofHits && 'event' in value) && (
            <Choice
              label="value"
              value={value.at}
              options={moments.map((moment) => [moment, MOMENTS[moment]])}
              choose={(at) =>
                change({
                  at: at === findUsual(propertyNameOf(value), placeOf(value), usual).at ? null : at,
                })
              }
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
