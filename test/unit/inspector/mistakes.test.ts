import { describe, expect, it } from 'vitest';
import { findMistakes, learn } from '../../../src/inspector/find-mistakes.js';
import { type Mistake, NOTHING_KNOWN } from '../../../src/inspector/mistake.js';
import type { Call, Delivery, Moment } from '../../../src/inspector/moment.js';

const ANONYMOUS = 'QUJDREVGR0hJSktMTU5PUFFSU1Q=';

/** A call of a visitor who has not touched the page yet. */
const call = (command: string, ...args: unknown[]): Call => ({
  what: 'call',
  command,
  args,
  isActive: false,
});
/** The hit that a call makes, of somebody without a name. */
const hit = (name: string, person = ANONYMOUS): Moment => ({
  what: 'hit',
  hit: { kind: 'event', name, person, properties: {} },
});
const hitSet = (properties: Record<string, string>): Moment => ({
  what: 'hit',
  hit: { kind: 'set', person: ANONYMOUS, properties },
});
const active = (moment: Call): Call => ({ ...moment, isActive: true });
const batch = (state: Delivery['state']): Delivery => ({
  what: 'delivery',
  state,
  ids: ['a'],
  endpoint: 'https://track.example.com/',
});

/** Mistakes of a page, in the order in which they are named. */
const findAll = (moments: Moment[]): Mistake[] => {
  let known = NOTHING_KNOWN;
  return moments.flatMap((moment) => {
    const found = findMistakes(moment, known);
    known = learn(moment, known);
    return found;
  });
};

interface Case {
  what: string;
  moments: Moment[];
  /** Code, and the evidence. */
  found: [code: string, evidence: string][];
}

const trap = {
  get Plan(): string {
    throw new Error('trap');
  },
};
const record = (name: unknown, properties?: unknown) => call('record', name, properties);
const set = (properties: unknown) => call('set', properties);
const identify = (id: unknown) => call('identify', id);

const CASES: Case[] = [
  {
    what: 'a command that there is not',
    moments: [{ what: 'unknown', command: 'recrod', commands: ['record', 'set', 'i'] }],
    found: [['unknown_command', '“recrod”']],
  },
  {
    what: 'record before identify',
    moments: [
      record('Viewed Account'),
      hit('Viewed Account'),
      record('Opened Menu'),
      hit('Opened Menu'),
      identify('jane@example.com'),
    ],
    found: [['record_before_identify', '“Viewed Account”, “Opened Menu”']],
  },
  {
    what: 'identify after a click: a sign-up',
    moments: [
      record('Viewed Sign-up'),
      hit('Viewed Sign-up'),
      active(identify('jane@example.com')),
    ],
    found: [],
  },
  {
    what: 'identify first',
    moments: [
      identify('jane@example.com'),
      record('Viewed Account'),
      hit('Viewed Account', 'jane@example.com'),
    ],
    found: [],
  },
  {
    what: 'identify on each page, for somebody with a name',
    moments: [
      record('Viewed Account'),
      hit('Viewed Account', 'jane@example.com'),
      identify('jane@example.com'),
    ],
    found: [],
  },
  {
    what: 'hits that come by themselves before identify',
    moments: [hit('Page View'), hitSet({ Referrer: 'x' }), identify('jane@example.com')],
    found: [],
  },
  {
    what: 'a second identify tells early calls once',
    moments: [
      record('Viewed Account'),
      hit('Viewed Account'),
      identify('jane@example.com'),
      identify('jane@example.com'),
    ],
    found: [['record_before_identify', '“Viewed Account”']],
  },
  {
    what: 'an early call followed by an identify with nobody',
    moments: [record('Viewed Account'), hit('Viewed Account'), identify('')],
    found: [],
  },
  {
    what: 'a call that was dropped, then a hit that came by itself',
    moments: [record('Viewed Account'), hit('Page View'), identify('jane@example.com')],
    found: [],
  },
  {
    what: 'set before identify',
    moments: [
      set({ Plan: 'Pro', Seats: 3 }),
      hitSet({ Plan: 'Pro', Seats: '3' }),
      identify('jane@example.com'),
    ],
    found: [['set_before_identify', '“Plan, Seats”']],
  },
  {
    what: 'record without a name is set',
    moments: [record(null, { Plan: 'Pro' }), hitSet({ Plan: 'Pro' }), identify('jane@example.com')],
    found: [['set_before_identify', '“Plan”']],
  },
  {
    what: 'a click to be tracked is no early event',
    moments: [
      call('trackClick', '#buy', 'Clicked Buy'),
      hit('Clicked Buy'),
      identify('jane@example.com'),
    ],
    found: [],
  },
  ...['revenue', 'REVENUE', ' Revenue ', 'billing amount'].map((name) => ({
    what: `${name} for a revenue name`,
    moments: [record('Purchased', { [name]: 10 })],
    found: [
      ['revenue_misspelled', `“${name}”`] as [string, string],
      ...(name === name.trim() ? [] : [['spaces_around_name', `“${name}”`] as [string, string]]),
    ],
  })),
  {
    what: 'revenue of a click',
    moments: [call('trackClick', '#buy', 'Clicked Buy', { revenue: 10 })],
    found: [['revenue_misspelled', '“revenue”']],
  },
  { what: 'revenue as a property of a person', moments: [set({ revenue: 10 })], found: [] },
  ...(
    [
      ['$49.99', '“$49.99”'],
      ['1,000', '“1,000”'],
      ['', '“”'],
      [Number.NaN, 'NaN'],
      [undefined, 'undefined'],
      [null, 'null'],
      [[49.99, 10], '49.99,10'],
      [1e21, '1e+21'],
      [true, 'true'],
      [{ amount: 1 }, '[object Object]'],
      [new Date(Number.NaN), 'Invalid Date'],
    ] as [unknown, string][]
  ).map(([Revenue, evidence]) => ({
    what: `Revenue: ${evidence}`,
    moments: [record('Purchased', { Revenue })],
    found: [['revenue_not_numeric', evidence] as [string, string]],
  })),
  ...[49.99, -49.99, 0, '49.99', ' 10 ', '-1', [49.99]].map((Revenue) => ({
    what: `Revenue: ${JSON.stringify(Revenue)}`,
    moments: [record('Purchased', { Revenue })],
    found: [],
  })),
  {
    what: 'an event in another case',
    moments: [record('Signed Up'), record('signed up')],
    found: [['similar_event_names', '“signed up”, earlier “Signed Up”']],
  },
  {
    what: 'an event with other spaces',
    moments: [record('Signed Up'), record('Signed  Up')],
    found: [['similar_event_names', '“Signed  Up”, earlier “Signed Up”']],
  },
  {
    what: 'each spelling once',
    moments: [record('Signed Up'), record('signed up'), record('Signed Up'), record('signed up')],
    found: [['similar_event_names', '“signed up”, earlier “Signed Up”']],
  },
  {
    what: 'events with different names',
    moments: [record('Signed Up'), record('Signed Up Again'), record('Signed Up')],
    found: [],
  },
  {
    what: 'spaces around names',
    moments: [record(' Signed Up', { 'Plan ': 'Pro' })],
    found: [['spaces_around_name', '“ Signed Up”, “Plan ”']],
  },
  {
    what: 'spaces around an identity',
    moments: [identify('jane@example.com ')],
    found: [['spaces_around_name', '“jane@example.com ”']],
  },
  ...(
    [
      ['a time', 1795336083],
      ['a time', 1795336083478],
      ['a time', '1795336083.478'],
      ['a time', '2026-11-22T14:03:00Z'],
      ['an id', '0b8f7a52-6f0e-4b52-9d33-b2a6a1c1e0aa'],
      ['an id', '9f86d081884c7d659a2feaa0c55ad015'],
      ['an id', 'pK3f9LxQ27vBn0WzR8tYc'],
    ] as const
  ).map(([what, value]) => ({
    what: `${what} as a property of a person: ${value}`,
    moments: [set({ Seen: value })],
    found: [['high_cardinality', `“Seen” is ${what}: ${value}`] as [string, string]],
  })),
  {
    what: 'a date as a property of a person',
    moments: [set({ Seen: new Date(Date.UTC(2026, 10, 22)) })],
    found: [['high_cardinality', '“Seen” is a time: 2026-11-22T00:00:00.000Z']],
  },
  {
    what: 'properties that group people',
    moments: [
      set({
        Plan: 'Professional',
        Seats: 250,
        Company: 'Donaudampfschifffahrtsgesellschaft',
        Size: '50-200',
        'Trial Ends': '2026-11-22',
        Phone: '+49 30 901820',
        Zip: '10115',
      }),
    ],
    found: [],
  },
  {
    what: 'an id as a property of an event',
    moments: [record('Viewed Order', { Order: '0b8f7a52-6f0e-4b52-9d33-b2a6a1c1e0aa' })],
    found: [],
  },
  {
    what: 'two styles of identifier',
    moments: [identify('jane@example.com'), identify('4711')],
    found: [['two_identity_styles', '“4711”, earlier “jane@example.com”']],
  },
  {
    what: 'one style of identifier',
    moments: [identify('jane@example.com'), identify('joe@example.com')],
    found: [],
  },
  {
    what: 'an anonymous id handed over from another domain',
    moments: [identify('jane@example.com'), identify(ANONYMOUS)],
    found: [],
  },
  {
    what: 'a placeholder is no style',
    moments: [identify('jane@example.com'), identify('none'), identify('joe@example.com')],
    found: [['placeholder_identity', '“none”']],
  },
  ...['undefined', '[object Object]', '{{ email }}'].map((id) => ({
    what: `identify ${id}`,
    moments: [identify(id)],
    found: [['placeholder_identity', `“${id}”`] as [string, string]],
  })),
  {
    what: 'a policy that forbids the endpoint',
    moments: [batch('sent'), batch('forbidden')],
    found: [['endpoint_blocked', 'https://track.example.com/']],
  },
  {
    what: 'two batches without an answer',
    moments: [
      batch('sent'),
      batch('unanswered'),
      batch('sent'),
      batch('unanswered'),
      batch('unanswered'),
    ],
    found: [['endpoint_blocked', 'https://track.example.com/']],
  },
  {
    what: 'one batch without an answer between others',
    moments: [batch('unanswered'), batch('taken'), batch('unanswered'), batch('refused')],
    found: [],
  },
  {
    what: 'calls that nobody can mean',
    moments: [
      record(undefined),
      set(null),
      set(trap),
      identify(undefined),
      identify(null),
      call('trackClick'),
      record('Trap', trap),
    ],
    found: [],
  },
];

describe('mistakes of a page', () => {
  it.each(CASES)('$what', ({ moments, found }) => {
    expect(findAll(moments).map(({ code, evidence }) => [code, evidence])).toEqual(found);
  });

  it('are each said in sentences, with a fix', () => {
    const mistakes = CASES.flatMap(({ moments }) => findAll(moments));
    expect(new Set(mistakes.map(({ code }) => code)).size).toBe(11);
    for (const { message, fix } of mistakes) {
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(fix).toMatch(/^[A-Z].*\.$/);
    }
  });
});

it.each([
  ['recrod', "Call 'record'."],
  ['page', 'There are record, set.'],
])('of %s says: %s', (command, fix) => {
  const moment: Moment = { what: 'unknown', command, commands: ['set', 'record', 'i'] };
  expect(findAll([moment])[0]?.fix).toBe(fix);
});
