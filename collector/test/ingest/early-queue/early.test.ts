import { decodeLine, type Hit, isAnonymousShape } from 'kmq/wire';
import { describe, expect, test } from 'vitest';
import {
  decodeEarlyQueue,
  type EarlyNeeds,
  runEarlyQueue,
} from '../../../src/ingest/early-queue/early.js';
import { createRandomOf } from '../../../src/routes/hits/early-random.js';

const ADDRESS = 'https://shop.example/pricing?km_plan=pro&page=2#top';

/** Anonymous ids in the order in which `createRandom` makes them, hit ids apart. */
const ANONYMOUS = ['one', 'two', 'three'].map((word) =>
  Buffer.from(word.padEnd(20, '.')).toString('base64'),
);
const [ONE, TWO] = ANONYMOUS as [string, string];
const KNOWN = Buffer.from('known'.padEnd(20, '.')).toString('base64');

interface Given {
  cookies?: string[];
  client?: Record<string, unknown>;
  refuses?: Partial<EarlyNeeds['refuses']>;
}

/** Hits as a table of facts: kind, name, person, and the properties that there are. */
const run = (calls: unknown[], { cookies = [], client = {}, refuses = {} }: Given = {}) => {
  const queue = decodeEarlyQueue(JSON.stringify([cookies, ADDRESS, calls]))!;
  let made = 0;
  let hits = 0;
  const lines = runEarlyQueue(queue, {
    key: 'demo',
    client,
    refuses: { gpc: false, dnt: false, ...refuses },
    createRandom: (bytes) => (bytes === 20 ? ANONYMOUS[made++]! : `hit${++hits}`),
  });
  return lines.map((line) => (decodeLine(line) as { hit: Hit }).hit);
};

const toFacts = (hits: Hit[]) =>
  hits.map(({ kind, name = '', person, properties }) => [
    kind,
    name,
    person,
    ...(Object.keys(properties).length ? [{ ...properties }] : []),
  ]);

const AI = `km_ai=${encodeURIComponent(KNOWN)}`;
const NI = 'km_ni=ada%40example.com';
const RECORD = ['record', 'A'];

describe('the queue of a page that was left early (W14): commands', () => {
  test.each<[string, unknown[], unknown[]]>([
    ['an event', [['record', 'A', { Plan: 'Pro' }]], [['event', 'A', KNOWN, { Plan: 'Pro' }]]],
    ['an event whose callback arrives as null', [['record', 'A', null]], [['event', 'A', KNOWN]]],
    ['a number as name', [['record', 7]], [['event', '7', KNOWN]]],
    ['record of properties', [['record', { Plan: 'Pro' }]], [['set', '', KNOWN, { Plan: 'Pro' }]]],
    ['record of null', [['record', null, { a: 1 }]], [['set', '', KNOWN, { a: '1' }]]],
    [
      'set',
      [['set', { a: [1, null, 'x'], b: null, c: { d: 1 } }]],
      [['set', '', KNOWN, { a: '1,,x', b: '' }]],
    ],
    ['set of nothing', [['set', {}], ['set', 'Plan'], ['set']], []],
    ['reserved names', [['set', { _p: 'bob', _k: 'x', a: 1 }]], [['set', '', 'bob', { a: '1' }]]],
    ['alias of two', [['alias', 'a', 'b']], [['alias', 'a', 'b']]],
    ['alias of the current one', [['alias', 'a']], [['alias', 'a', KNOWN]]],
    ['alias of itself, and of nobody', [['alias', 'a', 'a'], ['alias', ''], ['alias']], []],
    [
      'a plan',
      [['signedUp', 'Pro', { a: 1 }]],
      [['event', 'Signed Up', KNOWN, { 'Plan Name': 'Pro', a: '1' }]],
    ],
    [
      'a bill',
      [['billed', 9, 'Hoe']],
      [['event', 'Billed', KNOWN, { 'Billing Amount': '9', 'Billing Description': 'Hoe' }]],
    ],
    [
      'both spellings',
      [['canceled'], ['cancelled', { a: 1 }]],
      [
        ['event', 'Canceled', KNOWN],
        ['event', 'Canceled', KNOWN, { a: '1' }],
      ],
    ],
    [
      'registered properties',
      [['register', { r: 1, s: 2 }], ['record', 'A', { r: 3 }], ['unregister', 's'], RECORD],
      [
        ['event', 'A', KNOWN, { r: '3', s: '2' }],
        ['event', 'A', KNOWN, { r: '1' }],
      ],
    ],
    [
      'a page view that the page asks for',
      [['pageView', { a: 1 }]],
      [
        [
          'event',
          'Page View',
          KNOWN,
          { 'Viewed URL': 'https://shop.example/pricing?page=2#top', a: '1' },
        ],
      ],
    ],
    [
      'what cannot run here',
      [
        null,
        7,
        'record',
        [],
        [null],
        ['trackClick', 'a', 'B'],
        ['ab', 'x', ['y']],
        ['constructor'],
        ['__proto__'],
        {},
        RECORD,
      ],
      [['event', 'A', KNOWN]],
    ],
    ['nothing: no page view of its own', [], []],
  ])('%s', (_, calls, facts) => {
    expect(toFacts(run(calls, { cookies: [AI] }))).toEqual(facts);
  });

  test('keeps the time that the caller gives, and none of its own', () => {
    const hits = run([
      RECORD,
      ['record', 'B', { _t: 1234567890, _d: 1 }],
      ['record', 'C', { _t: 5 }],
    ]);
    expect(hits.map(({ time, timeGiven }) => [time, timeGiven])).toEqual([
      [undefined, undefined],
      [1234567890, true],
      [undefined, undefined],
    ]);
  });

  test('gives each hit an id of its own', () => {
    expect(run([RECORD, RECORD, ['set', { a: 1 }]]).map(({ id }) => id)).toEqual([
      'hit1',
      'hit2',
      'hit3',
    ]);
  });

  test.each([
    ['identify', ['identify', { toString: null }]],
    ['alias', ['alias', { toString: null }]],
    ['a person', ['record', 'B', { _p: { toString: null } }]],
    ['a time', ['record', 'B', { _t: { toString: null }, _d: 1 }]],
  ])('what has no text is passed over, and the calls around it count: %s', (_, call) => {
    const hits = run([['set', { a: 1 }], call, RECORD], { cookies: [AI] });
    expect(toFacts(hits)).toEqual([
      ['set', '', KNOWN, { a: '1' }],
      ['event', 'A', KNOWN],
    ]);
  });

  test('a name in a million blanks is that name (W3)', () => {
    expect(run([['identify', `${' '.repeat(1e6)}x`], RECORD])).toMatchObject([{ person: 'x' }]);
  });

  test.each([
    ['zoe\u0308@example.com', 'zoë@example.com'],
    ['\ufeff zoë@example.com\u00a0', 'zoë@example.com'],
    ['\\"guest', ONE],
    ['[object Object', ONE],
    ['{{ user', ONE],
    ['x'.repeat(256), ONE],
  ])('identify(%j) is %j, as in the client', (given, person) => {
    expect(run([['identify', given], RECORD])).toMatchObject([{ person }]);
  });

  test('properties beyond any line make no long work', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`name ${at}`, 'x']));
    const hits = run([['register', many], ...Array(5000).fill(RECORD)]);
    expect(hits.length).toBeLessThan(50);
    expect(toFacts(hits)[0]).toEqual(['event', 'A', ONE]);
  });

  test('a small body makes no large log', () => {
    const calls = [
      ['register', { r: 'x'.repeat(2048), s: 'y'.repeat(2048) }],
      ...Array(5000).fill(RECORD),
    ];
    const hits = run(calls);
    expect(hits.length).toBeGreaterThan(200);
    expect(hits.length).toBeLessThan(300);
  });
});

describe('the queue of a page that was left early: who it is', () => {
  test.each<[string, string[], unknown[], unknown[]]>([
    [
      'nobody is known: one new anonymous id',
      [],
      [RECORD, RECORD],
      [
        ['event', 'A', ONE],
        ['event', 'A', ONE],
      ],
    ],
    ['the anonymous cookie', [AI], [RECORD], [['event', 'A', KNOWN]]],
    ['the named cookie', [AI, NI], [RECORD], [['event', 'A', 'ada@example.com']]],
    [
      'a cookie too long for an identity',
      [`km_ni=${'y'.repeat(256)}`],
      [RECORD],
      [['event', 'A', ONE]],
    ],
    ['a cookie with a stray %', ['km_ni=100%'], [RECORD], [['event', 'A', '100%']]],
    [
      'cookies that are none of ours',
      ['km_xi=x', 'km_vs=1', 7 as never],
      [RECORD],
      [['event', 'A', ONE]],
    ],
    [
      'identify without an id: no alias',
      [],
      [['identify', 'ada'], RECORD],
      [['event', 'A', 'ada']],
    ],
    [
      'identify after a hit: an alias',
      [],
      [RECORD, ['identify', 'ada'], RECORD],
      [
        ['event', 'A', ONE],
        ['alias', 'ada', ONE],
        ['event', 'A', 'ada'],
      ],
    ],
    [
      'identify of the anonymous',
      [AI],
      [['identify', 'ada'], RECORD],
      [
        ['alias', 'ada', KNOWN],
        ['event', 'A', 'ada'],
      ],
    ],
    [
      'identify as the same name',
      [AI, NI],
      [['identify', 'ada@example.com'], RECORD],
      [['event', 'A', 'ada@example.com']],
    ],
    [
      'identify as somebody else: no alias',
      [AI, NI],
      [['identify', 'bob'], RECORD],
      [['event', 'A', 'bob']],
    ],
    [
      'a number as identity',
      [AI],
      [['identify', 12], RECORD],
      [
        ['alias', '12', KNOWN],
        ['event', 'A', '12'],
      ],
    ],
    [
      'identify with an anonymous id',
      [AI],
      [['identify', TWO], RECORD],
      [
        ['alias', TWO, KNOWN],
        ['event', 'A', TWO],
      ],
    ],
    [
      'a km_ai that was a name',
      ['km_ai=ada'],
      [['identify', 'bob'], RECORD],
      [['event', 'A', 'bob']],
    ],
    [
      'placeholders',
      [AI],
      [['identify', 'undefined'], ['identify', true], ['identify', '[object Object]'], RECORD],
      [['event', 'A', KNOWN]],
    ],
    [
      'identify with nothing, named: a new id',
      [AI, NI],
      [['identify', ''], RECORD],
      [['event', 'A', ONE]],
    ],
    [
      'identify with null, anonymous: the old id',
      [AI],
      [['identify', null], RECORD],
      [['event', 'A', KNOWN]],
    ],
    [
      'clearIdentity, named: a new id',
      [AI, NI],
      [['clearIdentity'], RECORD, ['clearIdentity'], RECORD],
      [
        ['event', 'A', ONE],
        ['event', 'A', ONE],
      ],
    ],
    [
      'an identity that is too long',
      [AI],
      [['identify', 'x'.repeat(256)], RECORD],
      [['event', 'A', KNOWN]],
    ],
  ])('%s', (_, cookies, calls, facts) => {
    expect(toFacts(run(calls, { cookies }))).toEqual(facts);
  });

  test('says where a link comes from', () => {
    const hits = run(
      [
        ['identify', 'ada'],
        ['alias', 'b'],
        ['identify', TWO],
      ],
      { cookies: [AI] },
    );
    expect(hits.map(({ source }) => source)).toEqual(['i', 'a', 'a']);
  });
});

describe('the queue of a page that was left early: what the person allows', () => {
  const kept = [['event', 'A', KNOWN]];
  const REQUIRED = { consent: 'required' };
  const configure = (settings: object) => [['configure', settings], RECORD];

  test.each<[string, unknown[], Given, unknown[]]>([
    ['a site that asks for consent', [RECORD], { client: REQUIRED }, []],
    [
      'a site that asks, and was told yes',
      [RECORD],
      { client: REQUIRED, cookies: [AI, 'km_c=1'] },
      kept,
    ],
    ['a queue that asks', [RECORD, ['configure', REQUIRED]], {}, []],
    [
      'a queue that takes the asking back',
      configure({ consent: 'granted' }),
      { client: REQUIRED },
      kept,
    ],
    [
      'yes in the queue: also what waited',
      [RECORD, ['optIn'], RECORD],
      { client: REQUIRED },
      [...kept, ...kept],
    ],
    ['no in the queue', [RECORD, ['optOut'], RECORD], {}, []],
    ['no after yes', [RECORD, ['optIn'], RECORD, ['optOut']], { client: REQUIRED }, []],
    [
      'yes after no: a new person from then on',
      [RECORD, ['optOut'], RECORD, ['optIn'], RECORD],
      {},
      [['event', 'A', ONE]],
    ],
    ['no as cookie', [RECORD], { cookies: [AI, 'km_c=0'] }, []],
    ['no as cookie, whatever the queue says', [['optIn'], RECORD], { cookies: [AI, 'km_c=0'] }, []],
    [
      'GPC that the site respects',
      [RECORD],
      { client: { respectGpc: true }, refuses: { gpc: true } },
      [],
    ],
    [
      'GPC that the queue respects',
      configure({ respectGpc: true }),
      { refuses: { gpc: true } },
      [],
    ],
    [
      'GPC, and an explicit yes',
      [RECORD],
      { client: { respectGpc: true }, refuses: { gpc: true }, cookies: [AI, 'km_c=1'] },
      kept,
    ],
    [
      'GPC, and a yes in the queue: from then on',
      [RECORD, ['optIn'], RECORD],
      { client: { respectGpc: true }, refuses: { gpc: true } },
      kept,
    ],
    ['GPC that nobody respects', [RECORD], { refuses: { gpc: true } }, kept],
    [
      'DNT that the site respects',
      [RECORD],
      { client: { respectDnt: true }, refuses: { dnt: true } },
      [],
    ],
    [
      'memory only: the cookies do not count',
      configure({ persistence: 'memory' }),
      {},
      [['event', 'A', ONE]],
    ],
    ['a beforeSend, which had to see the hits', configure({ beforeSend: null }), {}, []],
    ['the key of another site', configure({ key: 'other' }), {}, []],
    ['its own key', configure({ key: 'demo' }), {}, kept],
    ['hits for Kissmetrics', configure({ protocol: 'kissmetrics' }), {}, []],
    [
      'a redactUrl, which had to see the address',
      [['configure', { redactUrl: null }], ['pageView']],
      {},
      [['event', 'Page View', KNOWN]],
    ],
    [
      'settings that are none',
      [['configure', null], ['configure'], ['configure', 'x'], RECORD],
      {},
      kept,
    ],
  ])('%s', (_, calls, given, facts) => {
    expect(toFacts(run(calls, { cookies: [AI], ...given }))).toEqual(facts);
  });
});

describe('decodeEarlyQueue', () => {
  test.each([
    '[',
    '[]',
    '[[]]',
    '[[],"https://a.example"]',
    '[[],"https://a.example",{}]',
    '[[],7,[]]',
    '[[],"https://a.example",[]',
    `${'['.repeat(10_000)}`,
  ])('%s is none', (body) => {
    expect(decodeEarlyQueue(body)).toBeUndefined();
  });

  test('takes null for no cookies', () => {
    expect(decodeEarlyQueue('[null,"https://a.example",[]]')).toMatchObject({ isUnique: false });
    expect(decodeEarlyQueue('[null,"https://a.example",[],0.5]')).toMatchObject({ isUnique: true });
  });
});

describe('createRandomOf', () => {
  test('of one seed always the same, else never', () => {
    const take = (seed?: string) => {
      const random = createRandomOf(seed);
      return [random(20), random(20), random(9)];
    };
    expect(take('a')).toEqual(take('a'));
    expect(take('a')).not.toEqual(take('b'));
    expect(take()).not.toEqual(take());
    const [first, second, id] = take('a');
    expect([first, second].map((text) => isAnonymousShape(text!))).toEqual([true, true]);
    expect(first).not.toBe(second);
    expect(id).toHaveLength(12);
  });
});
