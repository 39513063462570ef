import type { Chance } from '../../../src/demo/chance.js';
import type { SentHit } from './history.js';
import { toDayStart } from './moments.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Zones with clock changes at midnight, of half an hour, in the other half of the year, and far from UTC. */
export const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'America/Santiago', 'America/St_Johns'],
  ...['Asia/Beirut', 'Africa/Cairo', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Asia/Kathmandu'],
  ...['Pacific/Kiritimati', 'Pacific/Guadalcanal', 'Pacific/Pago_Pago', 'America/Havana'],
];

/** When clocks change in some of these. */
const CLOCK_CHANGES = [
  ...['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  ...['2026-03-28T22:00Z', '2026-10-24T21:00Z', '2026-04-05T03:00Z', '2026-09-06T04:00Z'],
  ...['2026-04-04T15:00Z', '2026-10-03T15:30Z', '2026-04-23T22:00Z', '2026-10-29T21:00Z'],
].map((text) => Date.parse(text));

/** Days on which months, weeks and years begin. */
const DATES = [
  ...['2025-12-01', '2026-01-01', '2026-02-01', '2026-02-28', '2026-03-01', '2026-03-02'],
  ...['2026-03-29', '2026-03-30', '2026-06-01', '2026-08-31', '2026-10-25', '2026-11-01'],
  ...['2026-11-16', '2026-11-21', '2026-11-22'],
];

/** Typical windows, which hits lie apart. */
export const WINDOW_SECONDS = [1, 60, 3600, 86_400, 604_800, 2_592_000];

export const EVENTS = [
  ...['Visited Site', 'Signed Up', 'signed up', 'Logged In', 'Logged in', 'Paid', 'Refunded'],
  ...[' Bought "it" ', "d'été ✓ 50%_", '__proto__', '(other)'],
];

const COLORS = Array.from({ length: 26 }, (_, n) => `color ${n}`);

/** Values that some properties have, odd ones among them. */
export const VALUES: Record<string, string[]> = {
  Plan: ['Free', 'Pro', 'pro', 'Max', '(not set)', '(other)', '"(other)"', ''],
  plan: ['Free', 'Trial'],
  Color: COLORS,
  Source: ['Ads', 'Mail', "a'b", '%'],
  'Campaign Source': ['News', 'Ads', '"quoted"'],
  Referrer: ['https://a.example/?b=c&d=%20', 'none'],
  Test: ['old', 'new', '__proto__'],
  Score: ['5', ' 5 ', '05', '5.50', '.5', '-2', '1e3', '10', '100', 'five', '-', '5.'],
  constructor: ['1', 'é', '_', '100 %'],
};

/** Names that the site of each history merges. */
export const MERGED = {
  mergedEvents: { 'signed up': 'Signed Up' },
  mergedProperties: { plan: 'Plan', Price: 'Revenue', cost: 'Billing Amount', valuta: 'Currency' },
};

const AMOUNTS = [
  '10',
  '49.99',
  '0.0001',
  '-5',
  '-49.99',
  '1000000.5',
  '.5',
  'free',
  '1,000',
  '0',
  '0.00005',
  '-2.34565',
];

const drawTime = (chance: Chance, now: number, ties: readonly number[], last: number): number => {
  const nudge = chance.pick([0, 0, 0, -1, 1, -1000]);
  const time = chance.weigh<() => number>([
    [() => Math.floor((now - chance.below(YEAR)) / 1000) * 1000, 4],
    [() => now - chance.below(YEAR), 2],
    [() => chance.pick(ties), 3],
    [() => toDayStart(chance.pick(DATES), chance.pick(ZONES)) + nudge, 2],
    [() => chance.pick(CLOCK_CHANGES) + chance.pick([0, HOUR, -HOUR, HOUR / 2]) + nudge, 1],
    [() => last + chance.pick(WINDOW_SECONDS) * 1000 + nudge, 6],
    [() => now - chance.pick(WINDOW_SECONDS) * 1000 + nudge, 1],
    [() => now - chance.below(7) * DAY, 1],
    [() => now + chance.pick([0, 1, HOUR, chance.below(HOUR)]), 0.5],
  ])();
  // Clocks may be ahead by an hour (W13).
  return time <= now + HOUR ? time : now - chance.below(YEAR);
};

const drawProperties = (chance: Chance, isEvent: boolean): [string, string][] => {
  const properties: [string, string][] = [];
  for (const [name, values] of Object.entries(VALUES))
    if (chance.of(0.15)) properties.push([name, chance.pick(values)]);
  if (chance.of(isEvent ? 0.25 : 0.05)) {
    properties.push(['Revenue', chance.pick(AMOUNTS)]);
    if (chance.of(0.15)) properties.push(['Currency', chance.pick(['EUR', 'eur', 'USD', 'usd'])]);
  }
  for (const name of ['Price', 'cost'])
    if (chance.of(0.05)) properties.push([name, chance.pick(AMOUNTS)]);
  if (chance.of(0.05)) properties.push(['valuta', chance.pick(['EUR', 'usd'])]);
  if (chance.of(isEvent ? 0.1 : 0.02)) properties.push(['Billing Amount', chance.pick(AMOUNTS)]);
  return properties;
};

const toAnonymous = (number: number): string => `${String(number).padStart(26, 'x')}A=`;

/** People with several identities, and the links between them; some devices are shared, so that one link of two is refused. */
const drawPeople = (chance: Chance, count: number, now: number) => {
  const links: SentHit[] = [];
  const identities: string[][] = [];
  const link = (who: string, name: string) => {
    const time = now - chance.below(YEAR);
    links.push({ time, who, kind: 'link', name, properties: [] });
  };
  let devices = 0;
  for (let person = 0; person < count; person++) {
    if (chance.of(0.2)) {
      identities.push([toAnonymous(devices++)]);
      continue;
    }
    const names = [`Person ${person}`, ...(chance.of(0.15) ? [`p${person}@example.com`] : [])];
    if (names[1]) link(names[0]!, names[1]);
    const own = Array.from({ length: chance.below(4) }, () => toAnonymous(devices++));
    for (const device of own) link(chance.pick(names), device);
    if (devices && chance.of(0.15)) link(names[0]!, toAnonymous(chance.below(devices)));
    identities.push([...names, ...own]);
  }
  return { identities, links };
};

/** A year of about `count` hits up to `now`, in order of arrival: full of ties, edges and odd words. */
export const drawHistory = (chance: Chance, count: number, now: number): SentHit[] => {
  const { identities, links } = drawPeople(chance, Math.ceil(count / 25), now);
  const ties = Array.from(
    { length: 30 },
    () => Math.floor((now - chance.below(YEAR)) / 1000) * 1000,
  );
  const last = new Map<string[], number>();
  const hits = [...links];
  while (hits.length < count) {
    const person = chance.pick(identities);
    const time = drawTime(chance, now, ties, last.get(person) ?? now - YEAR);
    last.set(person, time);
    const isEvent = chance.of(0.85);
    hits.push({
      ...{ time, who: chance.pick(person), kind: isEvent ? 'event' : 'set' },
      name: isEvent ? chance.pick(EVENTS) : '',
      properties: drawProperties(chance, isEvent),
    });
  }
  // Most arrive in no order at all.
  for (let at = hits.length - 1; at > 0; at--) {
    const other = chance.below(at + 1);
    [hits[at], hits[other]] = [hits[other]!, hits[at]!];
  }
  return hits;
};
