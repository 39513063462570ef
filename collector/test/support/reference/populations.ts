import { type Condition, type EventRequest, isEvent, isTrueOf } from './events.js';
import type { History, Person } from './history.js';
import type { Range } from './moments.js';
import { ORIGINS } from './values.js';

const DAY_MILLISECONDS = 86_400_000;

export type Population =
  | { and: Population[] }
  | { or: Population[] }
  | { not: Population }
  | { did: string | (Exclude<EventRequest, string> & { atLeast?: number; lastDays?: number }) }
  | Condition;

/** What is known of a person at a moment, which itself does not belong to it. */
const isMember = (person: Person, wanted: Population, end: number): boolean => {
  if ('and' in wanted) return wanted.and.every((part) => isMember(person, part, end));
  if ('or' in wanted) return wanted.or.some((part) => isMember(person, part, end));
  if ('not' in wanted) return !isMember(person, wanted.not, end);
  if ('did' in wanted) {
    const { atLeast = 1, lastDays = null } = typeof wanted.did === 'string' ? {} : wanted.did;
    const earliest =
      lastDays === null ? Number.NEGATIVE_INFINITY : end - lastDays * DAY_MILLISECONDS;
    const done = person.hits.filter((hit) => hit.time >= earliest && isEvent(hit, wanted.did));
    return done.length >= atLeast;
  }
  // Where a person came from is the first value ever, which events tell, too; anything else is the latest of sets.
  const isOrigin = ORIGINS.includes(wanted.property);
  const said = person.hits
    .filter(({ kind }) => kind === 'set' || (kind === 'event' && isOrigin))
    .flatMap(({ properties }) => properties.get(wanted.property) ?? []);
  const isFirst = isOrigin || wanted.property === 'Referrer';
  return isTrueOf(isFirst ? said[0] : said.at(-1), wanted);
};

/** Those of a history who belong to a population at the end of a range, now where it is not over (S19); all without one. */
export const selectPeople = (
  { people, now }: History,
  wanted: Population | undefined,
  { to }: Pick<Range, 'to'>,
): Person[] => {
  if (!wanted) return people;
  const end = Math.min(to ?? now, now);
  return people.filter((person) => {
    const known = person.hits.filter(({ time }) => time < end);
    return known.length > 0 && isMember({ ...person, hits: known }, wanted, end);
  });
};
