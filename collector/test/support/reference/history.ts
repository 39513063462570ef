import { isAnonymousShape } from '../../../../src/wire/identity.js';

/** A hit as it was sent. */
export interface SentHit {
  /** Unix milliseconds. */
  time: number;
  who: string;
  kind: 'event' | 'set' | 'link';
  /** The event; of a link the other identity; of sets nothing. */
  name: string;
  properties: [string, string][];
}

/** A hit of a person, under the names that reports know. */
export interface PersonHit {
  time: number;
  /** Its place among the hits of one millisecond (S12). */
  arrival: number;
  kind: SentHit['kind'];
  name: string;
  properties: Map<string, string>;
  /** What it says under each of a property's names, the property's own first: revenue is the first number among them. */
  said: Map<string, string[]>;
}

/** One person's hits in the order of S12. */
export interface Person {
  hits: PersonHit[];
  /** The time of the first hit that is theirs or, as a link that was refused, names them. */
  firstSeen: number;
}

/** What reports read besides hits. */
export interface Site {
  /** The moment of the question, in Unix milliseconds. */
  now: number;
  timeZone: string;
  currency: string;
  /** Names that are merged into others (S15). */
  mergedEvents: Record<string, string>;
  mergedProperties: Record<string, string>;
}

export interface History extends Site {
  people: Person[];
}

export const isAfter = (hit: PersonHit, other: PersonHit): boolean =>
  hit.time > other.time || (hit.time === other.time && hit.arrival > other.arrival);

/** Groups of identities that are one person (S9): names first, then anonymous identities, one link after the other. */
const joinIdentities = (hits: readonly SentHit[]): Map<string, Set<string>> => {
  const groups = new Map<string, Set<string>>();
  for (const { who, kind, name } of hits)
    for (const identity of kind === 'link' ? [who, name] : [who])
      if (!groups.has(identity)) groups.set(identity, new Set([identity]));

  const join = (one: string, other: string) => {
    const joined = new Set([...groups.get(one)!, ...groups.get(other)!]);
    for (const identity of joined) groups.set(identity, joined);
  };
  const hasName = (group: Set<string>) =>
    [...group].some((identity) => !isAnonymousShape(identity));

  const links = hits.filter(({ kind }) => kind === 'link').sort((a, b) => a.time - b.time);
  for (const { who, name } of links)
    if (!isAnonymousShape(who) && !isAnonymousShape(name)) join(who, name);
  for (const { who, name } of links) {
    const [one, other] = [groups.get(who)!, groups.get(name)!];
    if (one !== other && !(hasName(one) && hasName(other))) join(who, name);
  }
  return groups;
};

/** The name under which another one counts. */
export const toCounted = (name: string, merged: Record<string, string>): string =>
  Object.hasOwn(merged, name) ? merged[name]! : name;

const readProperties = (sent: SentHit['properties'], merged: Record<string, string>) => {
  const own = new Map(sent);
  const said = new Map<string, string[]>();
  for (const name of own.keys()) said.set(toCounted(name, merged), []);
  for (const [name, value] of own) if (!Object.hasOwn(merged, name)) said.get(name)!.push(value);
  for (const name of Object.keys(merged))
    if (own.has(name)) said.get(merged[name]!)!.push(own.get(name)!);
  return { said, properties: new Map([...said].map(([name, values]) => [name, values[0]!])) };
};

/** Everybody of a site, from hits in order of arrival. */
export const readHistory = (hits: readonly SentHit[], site: Site): History => {
  const groups = joinIdentities(hits);
  const people = new Map<Set<string>, Person>();
  hits.forEach(({ time, who, kind, name, properties }, arrival) => {
    // The hit of a link is of the other identity, also where the link is refused (wire.md, `_p`).
    const group = groups.get(kind === 'link' ? name : who)!;
    if (!people.has(group)) people.set(group, { hits: [], firstSeen: time });
    people.get(group)!.hits.push({
      time,
      arrival,
      kind,
      name: toCounted(name, site.mergedEvents),
      ...readProperties(properties, site.mergedProperties),
    });
  });
  for (const person of people.values()) person.hits.sort((a, b) => (isAfter(a, b) ? 1 : -1));
  for (const { time, who } of hits) {
    const person = people.get(groups.get(who)!);
    if (person) person.firstSeen = Math.min(person.firstSeen, time);
  }
  for (const person of people.values())
    person.firstSeen = Math.min(person.firstSeen, person.hits[0]!.time);
  return { ...site, people: [...people.values()] };
};
