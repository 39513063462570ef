import { type EventRequest, isEvent } from './events.js';
import type { History, Person, PersonHit } from './history.js';
import { findCurrent, isWithin, type Range, toMoments, toPeriods, type Unit } from './moments.js';
import {
  findLargest,
  findValue,
  formatReading,
  groupByValue,
  readSegment,
  type SegmentRequest,
} from './values.js';

export interface ActivityRequest {
  events: EventRequest[];
  by: Unit;
  group?: SegmentRequest;
}

/** A hit that counts, and whose it is. */
interface Deed {
  person: Person;
  hit: PersonHit;
}

/** S31. */
export const countActivity = (
  { now }: History,
  people: readonly Person[],
  { events, by, group }: ActivityRequest,
  range: Range,
  timeZone: string,
) => {
  const all: Deed[] = people.flatMap((person) =>
    person.hits.filter(({ time }) => isWithin(time, range)).map((hit) => ({ person, hit })),
  );
  const done = all.filter(({ hit }) => events.some((event) => isEvent(hit, event)));
  const starts = toPeriods(
    range,
    done.map(({ hit }) => hit.time),
    now,
    by,
    timeZone,
  );

  const toCounts = (deeds: readonly Deed[]) => ({
    count: deeds.length,
    people: new Set(deeds.map(({ person }) => person)).size,
  });
  const toSeries = (deeds: readonly Deed[]) =>
    starts.map((start) => {
      const period = toMoments(start, by, timeZone);
      return { start, ...toCounts(deeds.filter(({ hit }) => isWithin(hit.time, period))) };
    });
  const toNumbers = (deeds: readonly Deed[]) => ({ ...toCounts(deeds), series: toSeries(deeds) });

  const reading = group && readSegment(group, 'activity');
  const toValued = (deeds: readonly Deed[]) =>
    reading
      ? deeds.map((deed) => ({
          member: deed,
          person: deed.person,
          value:
            reading.at === 'hit'
              ? deed.hit.properties.get(reading.property)
              : findValue(deed.person, reading, range),
        }))
      : [];
  // One list of values for all events, so that a group of one event stands beside the same of another one.
  const largest = findLargest(toValued(done));
  const toGroups = (deeds: readonly Deed[]) =>
    reading && {
      groups: [...groupByValue(toValued(deeds), largest)].map(([value, some]) => ({
        value,
        ...toNumbers(some),
      })),
    };
  return {
    ...toNumbers(done),
    unfinished: findCurrent(starts, now, by, timeZone),
    ...(reading && { reading: formatReading(reading) }),
    events: events.map((event) => {
      const deeds = done.filter(({ hit }) => isEvent(hit, event));
      return { ...toNumbers(deeds), ...toGroups(deeds) };
    }),
  };
};
