import { describe, expect, it } from 'vitest';
import { decodeLine, LINE_BYTES } from '../../src/wire.js';
import { AT, HITS } from '../fixtures/hits.js';
import { ADA, ANON, BOB } from './support/ids.js';
import { openBrowser, openPage, START } from './support/page.js';

const PAGE = { url: 'https://www.example.com/pricing', referrer: 'https://blog.example.org/post' };

/** The table of commands (client.md: Commands): what is pushed, what is sent. */
const COMMANDS: [what: string, item: unknown[], calls: unknown[]][] = [
  ['an event', ['record', 'A'], [['A', {}]]],
  ['an event with properties', ['record', 'A', { Plan: 'Pro' }], [['A', { Plan: 'Pro' }]]],
  ['an event and a callback', ['record', 'A', () => undefined], [['A', {}]]],
  ['an event, no properties', ['record', 'A', null], [['A', {}]]],
  ['an event whose properties are text', ['record', 'A', 'text'], [['A', {}]]],
  ['record of properties', ['record', { Plan: 'Pro' }], [['set', { Plan: 'Pro' }]]],
  ['record of null and properties', ['record', null, { Plan: 'Pro' }], [['set', { Plan: 'Pro' }]]],
  ['record of nothing', ['record'], []],
  ['record of an empty name', ['record', ''], []],
  ['set', ['set', { Plan: 'Pro', Seats: 5 }], [['set', { Plan: 'Pro', Seats: '5' }]]],
  ['set of nothing', ['set', {}], []],
  ['set of what has no text', ['set', { a: undefined, b: {} }], []],
  ['set of a text', ['set', 'Plan'], []],
  ['set of null', ['set', null], []],
  ['set without anything', ['set'], []],
  ['signedUp', ['signedUp', 'Pro', { a: 1 }], [['Signed Up', { 'Plan Name': 'Pro', a: '1' }]]],
  ['upgraded', ['upgraded', 'Pro'], [['Upgraded', { 'Plan Name': 'Pro' }]]],
  ['downgraded', ['downgraded', 'Free'], [['Downgraded', { 'Plan Name': 'Free' }]]],
  [
    'billed',
    ['billed', 32, 'Upgraded', { a: 1 }],
    [['Billed', { 'Billing Amount': '32', 'Billing Description': 'Upgraded', a: '1' }]],
  ],
  ['canceled', ['canceled', { Reason: 'x' }], [['Canceled', { Reason: 'x' }]]],
  ['cancelled', ['cancelled'], [['Canceled', {}]]],
  [
    'pageView',
    ['pageView', { Section: 'Shop' }],
    [
      [
        'Page View',
        { 'Viewed URL': PAGE.url, Referrer: PAGE.referrer, 'Page Title': 'Title', Section: 'Shop' },
      ],
    ],
  ],
];

describe('commands (client.md: Commands)', () => {
  it('send what the table has', async () => {
    const page = await openPage(PAGE);
    const sent: Record<string, unknown> = {};
    for (const [what, item] of COMMANDS) {
      const before = page.calls().length;
      page.push(item);
      sent[what] = (await page.sent()).slice(before);
    }
    expect(sent).toEqual(Object.fromEntries(COMMANDS.map(([what, , calls]) => [what, calls])));
    expect(page.errors).toEqual([]);
  });

  it('Page View without a referrer is Direct', async () => {
    const page = await openPage();
    page.push(['pageView']);
    expect(await page.sent()).toMatchObject([['Page View', { Referrer: 'Direct' }]]);
  });

  it('send what the table of the wire has (W1, C10)', async () => {
    const page = await openPage({ cookies: { km_ni: AT.person } });
    for (const { command } of HITS) page.push(command);
    await page.tick(2_000);
    expect(page.hits()).toEqual(
      HITS.map(({ hit }) => ({ ...hit, time: expect.any(Number), id: expect.any(String) })),
    );
    const ends = /&_t=\d+(\.\d{1,3})?(&_d=1)?&_i=[^&]{11,}/;
    const lines = page.batches().flatMap((batch) => batch.lines);
    for (const [n, { line, what }] of HITS.entries())
      expect(lines[n]!.replace(ends, ''), what).toBe(line.replace(ends, ''));
  });

  it('send batches as W9 has them', async () => {
    const page = await openPage();
    page.push(['record', 'A']);
    await page.tick(2_000);
    const { init, url, at, lines } = page.batches()[0]!;
    expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
    expect([undefined, 'text/plain']).toContain(
      new Headers(init.headers).get('Content-Type') ?? undefined,
    );
    expect(url.searchParams.get('_k')).toBe('demo');
    expect(+url.searchParams.get('_s')! * 1000).toBeCloseTo(at, 0);
    expect(lines[0]).toMatch(/^e\?_n=A&_p=[^&]+&_t=\d{10}(\.\d{1,3})?&_i=[\w-]{11,}$/);
  });
});

/** Properties as a page gives them, and their texts on the wire. */
const PROPERTIES: [what: string, properties: unknown, texts: object][] = [
  ['a symbol as a name', { [Symbol('x')]: 1, Plan: 'Pro' }, { Plan: 'Pro' }],
  ['inherited names', Object.create({ Plan: 'Pro' }), {}],
  ['a list of lists', { a: [1, [2, 3]] }, { a: '1,' }],
  ['a big integer', { a: 2n ** 64n }, { a: '18446744073709551616' }],
  ['minus zero', { a: -0 }, { a: '0' }],
  [
    'names of Object.prototype',
    { toString: 'a', constructor: 'b', valueOf: 'c' },
    { toString: 'a', constructor: 'b', valueOf: 'c' },
  ],
  ['a name of its prototype', JSON.parse('{"__proto__":"x","Plan":"Pro"}'), { Plan: 'Pro' }],
  [
    'names of the wire',
    { _k: 'evil', _n: 'evil', _i: 'evil', _y: 'a', _x: '1', Plan: 'Pro' },
    { Plan: 'Pro' },
  ],
  ['commas and colons in names (W3)', { 'a,b:c': 1 }, { 'a b c': '1' }],
  ['long names (W3)', { ['n'.repeat(300)]: 1 }, { ['n'.repeat(255)]: '1' }],
  ['long values (W3)', { a: 'v'.repeat(3_000) }, { a: 'v'.repeat(2_048) }],
  ['no half of a pair (W3)', { a: `${'v'.repeat(2_047)}😀` }, { a: 'v'.repeat(2_047) }],
  ['lone surrogates (W3)', { a: 'x\ud800y' }, { a: 'x\ufffdy' }],
];

describe('a record without a name (C28)', () => {
  it.each([[['record', '']], [['record', '', { a: 1 }]]])('%j is one warning', async (item) => {
    const page = await openPage();
    page.push(item);
    expect(await page.sent()).toEqual([]);
    expect(page.warnings).toEqual([expect.stringContaining('name')]);
  });
});

describe('properties (C10)', () => {
  it('have the texts of the table', async () => {
    const page = await openPage();
    for (const [what, properties] of PROPERTIES) page.push(['record', what, properties]);
    const calls = (await page.sent()) as [string, object][];
    const plain = (texts: object) => Object.entries(texts);
    expect(calls.map(([what, texts]) => [what, plain(texts)])).toEqual(
      PROPERTIES.map(([what, , texts]) => [what, plain(texts)]),
    );
    expect(page.errors).toEqual([]);
  });

  it('cuts the longest values of a line over 16 KiB (W3)', async () => {
    const page = await openPage();
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`p${n}`, '東'.repeat(2_000)]),
    );
    page.push(['record', 'A', { ...many, short: 'kept' }]);
    const [[, sent]] = (await page.sent()) as [[string, Record<string, string>]];
    expect(Object.keys(sent)).toHaveLength(13);
    expect(sent.short).toBe('kept');
    expect(page.batches()[0]!.lines[0]!.length).toBeLessThanOrEqual(LINE_BYTES);
  });

  it('cuts a long event name and keeps it readable (W3)', async () => {
    const page = await openPage();
    page.push(['record', `a,b:${'n'.repeat(300)}`]);
    expect(await page.sent()).toEqual([[`a b ${'n'.repeat(251)}`, {}]]);
  });

  it('are read when the call is made', async () => {
    const page = await openPage();
    const properties = { Plan: 'Pro' };
    page.push(['record', 'A', properties]);
    properties.Plan = 'Free';
    expect(await page.sent()).toEqual([['A', { Plan: 'Pro' }]]);
  });
});

describe('what the caller says about the hit (C11)', () => {
  it.each([
    ['time, honoured', { _t: 1_700_000_000, _d: 1 }, { time: 1_700_000_000, timeGiven: true }],
    ['time as text', { _t: '1700000000', _d: '1' }, { time: 1_700_000_000, timeGiven: true }],
    ['time without _d', { _t: 1_700_000_000 }, { time: expect.closeTo(START / 1000 + 0.3, 1) }],
    ['time that is none', { _t: 'soon', _d: 1 }, { time: expect.closeTo(START / 1000 + 0.3, 1) }],
    ['person', { _p: BOB }, { person: BOB }],
    ['key and name do nothing', { _k: 'evil', _n: 'Evil' }, { name: 'A', person: ADA }],
  ])('%s', async (_, properties, hit) => {
    const page = await openPage({ cookies: { km_ni: ADA } });
    page.push(['record', 'A', properties]);
    await page.sent();
    expect(page.hits()).toHaveLength(1);
    expect(page.hits()[0]).toMatchObject(hit);
    if (!('timeGiven' in hit)) expect(page.hits()[0]).not.toHaveProperty('timeGiven');
    expect(page.batches()[0]!.url.searchParams.get('_k')).toBe('demo');
  });

  it('holds for set, and for that call alone', async () => {
    const page = await openPage({ cookies: { km_ni: ADA } });
    page.push(['set', { Plan: 'Pro', _t: 1_700_000_000, _d: 1, _p: BOB }], ['record', 'A']);
    await page.sent();
    expect(page.hits()).toMatchObject([
      { kind: 'set', person: BOB, time: 1_700_000_000, timeGiven: true },
      { kind: 'event', person: ADA, time: expect.closeTo(START / 1000 + 0.3, 1) },
    ]);
  });

  it('sends nothing under an identity that is too long (W3)', async () => {
    const page = await openPage();
    page.push(['record', 'A', { _p: 'x'.repeat(256) }], ['record', 'B']);
    expect(await page.sent()).toEqual([['B', {}]]);
  });
});

describe('register and unregister (client.md: Commands)', () => {
  it('adds properties to every later event of this browser', async () => {
    const browser = openBrowser();
    const page = await browser.open();
    page.push(
      ['record', 'Before'],
      ['register', { Plan: 'Pro', Seats: 5 }],
      ['record', 'A', { Seats: 6 }],
      ['set', { Company: 'X' }],
    );
    expect(await page.sent()).toEqual([
      ['Before', {}],
      ['A', { Plan: 'Pro', Seats: '6' }],
      ['set', { Company: 'X' }],
    ]);
    await page.leave();
    const next = await browser.open();
    next.push(['record', 'B']);
    expect(await next.sent()).toEqual([['B', { Plan: 'Pro', Seats: '5' }]]);
  });

  it.each([
    ['a name', 'Plan', { Seats: '5', Team: 'X' }],
    ['a list of names', ['Plan', 'Team'], { Seats: '5' }],
    ['a name that is not there', 'toString', { Plan: 'Pro', Seats: '5', Team: 'X' }],
  ])('unregister takes %s', async (_, names, rest) => {
    const browser = openBrowser();
    const page = await browser.open();
    page.push(
      ['register', { Plan: 'Pro', Seats: 5, Team: 'X' }],
      ['unregister', names],
      ['record', 'A'],
    );
    expect(await page.sent()).toEqual([['A', rest]]);
    await page.leave();
    const next = await browser.open();
    next.push(['record', 'B']);
    expect(await next.sent()).toEqual([['B', rest]]);
  });

  it('belongs to one key (C14)', async () => {
    const browser = openBrowser();
    const page = await browser.open();
    page.push(['register', { Plan: 'Pro' }]);
    await page.leave();
    const other = await browser.open({ globals: { _kmk: 'other' } });
    other.push(['record', 'A']);
    expect(await other.sent()).toEqual([['A', {}]]);
  });

  it('reads what the version before has kept', async () => {
    const browser = openBrowser();
    browser.storage.items.set('kmq-demo-register', '{"Plan":"A=B&C"}');
    const page = await browser.open();
    page.push(['register', { 'Team name': '1 + 1' }], ['record', 'A']);
    expect(await page.sent()).toEqual([['A', { Plan: 'A=B&C', 'Team name': '1 + 1' }]]);
    await page.leave();
    const next = await browser.open();
    next.push(['record', 'B']);
    expect(await next.sent()).toEqual([['B', { Plan: 'A=B&C', 'Team name': '1 + 1' }]]);
  });

  it.each(['{', 'null', '[]', '7'])('reads %j from storage without harm', async (text) => {
    const browser = openBrowser();
    const page = await browser.open();
    page.push(['register', { Plan: 'Pro' }]);
    await page.leave();
    for (const [key, value] of browser.storage.items)
      if (value.includes('Plan')) browser.storage.items.set(key, text);
    const next = await browser.open();
    next.push(['record', 'A'], ['register', { Seats: 5 }], ['record', 'B']);
    expect(await next.sent()).toEqual([
      ['A', {}],
      ['B', { Seats: '5' }],
    ]);
  });

  it.each([null, undefined, 'Plan', 7])('register(%j) does nothing', async (given) => {
    const page = await openPage();
    page.push(['register', given], ['unregister', given], ['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
    expect(page.errors).toEqual([]);
  });
});

describe('helpers of KM (client.md: Commands)', () => {
  it('ts: Unix seconds, rounded', async () => {
    const page = await openPage();
    await page.tick(400);
    expect(page.window.KM.ts!()).toBe(Math.round((START + 700) / 1000));
  });

  it('u and rf: address and referrer', async () => {
    const page = await openPage(PAGE);
    const { KM } = page.window;
    expect([KM.u!(), KM.rf!()]).toEqual([PAGE.url, PAGE.referrer]);
    const direct = await openPage();
    expect(direct.window.KM.rf!()).toBe('');
  });

  it('a page may replace u, and every later send uses it', async () => {
    const page = await openPage();
    page.window.KM.u = () => 'https://www.example.com/virtual';
    page.push(['pageView']);
    expect(await page.sent()).toMatchObject([
      ['Page View', { 'Viewed URL': 'https://www.example.com/virtual' }],
    ]);
  });

  it('KM_REFERRER replaces the referrer', async () => {
    const page = await openPage({
      ...PAGE,
      globals: { KM_REFERRER: 'https://other.example.net/' },
    });
    expect(page.window.KM.rf!()).toBe('https://other.example.net/');
    page.push(['pageView']);
    expect(await page.sent()).toMatchObject([
      ['Page View', { Referrer: 'https://other.example.net/' }],
    ]);
  });

  it.each([
    [
      'https://user.example.com:8443/a/b.html?x=1&y=two%20words&z#top',
      {
        scheme: 'https',
        host: 'user.example.com',
        port: '8443',
        path: '/a/b.html',
        query: 'x=1&y=two%20words&z',
        anchor: 'top',
        params: { x: '1', y: 'two words', z: '' },
      },
    ],
    [
      'http://example.com/',
      {
        scheme: 'http',
        host: 'example.com',
        port: '',
        path: '/',
        query: '',
        anchor: '',
        params: {},
      },
    ],
  ])('uprts(%j)', async (url, parts) => {
    const page = await openPage();
    expect(page.window.KM.uprts!(url)).toEqual(parts);
  });

  it('p: a query string as on the wire', async () => {
    const page = await openPage();
    expect(page.window.KM.p!({ 'Plan Name': 'Pro & more', Seats: 5, no: undefined })).toBe(
      'Plan%20Name=Pro%20%26%20more&Seats=5',
    );
  });

  it('sc writes the cookie km_<name>, gc reads it', async () => {
    const page = await openPage();
    const { KM } = page.window;
    KM.sc!('test', 'a value; with=signs', 60_000);
    expect(page.cookies().km_test).toBe('a value; with=signs');
    expect(KM.gc!('test')).toBe('a value; with=signs');
    expect(page.cookie('km_test')).toMatchObject([{ maxAge: 60, domain: 'example.com' }]);
    expect(KM.gc!('missing') || null).toBeNull();
  });
});

describe('flush (client.md: Commands)', () => {
  it('sends what waits now', async () => {
    const page = await openPage();
    page.push(['record', 'A'], ['record', 'B']);
    await page.tick(10);
    expect(page.batches()).toEqual([]);
    page.push(['flush']);
    await page.tick(10);
    expect(page.calls()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
  });
});

describe('lines', () => {
  it('can all be read by the collector, whoever is named', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.push(['identify', 'ä & = ? # % 😀'], ['record', '% & = ? #', { '&=%': '😀' }]);
    await page.tick(2_000);
    const lines = page.batches().flatMap((batch) => batch.lines);
    expect(lines.map(decodeLine)).toMatchObject([
      { hit: { kind: 'alias', name: 'ä & = ? # % 😀', person: ANON } },
      { hit: { name: '% & = ? #', properties: { '&=%': '😀' } } },
    ]);
  });
});
