import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createTestApp, shareTestApp, type TestApp } from '../support/app.js';
import { waitUntilLoaded } from '../support/engine.js';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const UUID = '0c6a5f0e-8d1c-4f6a-9b9e-0d7f4f0c1a2b';
const ANONYMOUS = createHash('sha1').update(UUID).digest('base64');
const AT = new Date(NOW - 1000).toISOString();
const SECONDS = (NOW - 1000) / 1000;

const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

const createSend =
  (test: () => Pick<TestApp, 'app'>) =>
  (path: string, body: unknown, headers: Record<string, string> = {}) =>
    test().app.inject({
      method: 'POST',
      url: `/v1/${path}`,
      headers: { authorization: basic('demo'), 'content-type': 'application/json', ...headers },
      payload: Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body),
    });

/** Sends one call to a site of its own; answers what the log has of it. */
const told = async (path: string, body: object, headers?: Record<string, string>) => {
  const test = await createTestApp();
  const answer = await createSend(() => test)(path, body, headers);
  expect([answer.statusCode, answer.body]).toEqual([
    200,
    expect.stringContaining('"success":true'),
  ]);
  return (await test.exported()).map(({ _r, ...hit }) => hit);
};

const WHO = { userId: 'ada', timestamp: AT };
const HIT = { _p: 'ada', _t: SECONDS };

const MAPPED: [what: string, path: string, call: object, hits: object[]][] = [
  [
    'track',
    'track',
    {
      ...WHO,
      messageId: 'm1',
      event: 'Signed Up',
      properties: { Plan: 'Pro', seats: 5, ok: true },
    },
    [{ ...HIT, _n: 'Signed Up', Plan: 'Pro', seats: '5', ok: 'true', _i: 'm1' }],
  ],
  [
    'money',
    'track',
    { ...WHO, event: 'Order Completed', properties: { revenue: 49.99, currency: 'EUR' } },
    [{ ...HIT, _n: 'Order Completed', Revenue: '49.99', Currency: 'EUR' }],
  ],
  [
    'money under our name beside theirs',
    'track',
    { ...WHO, event: 'Paid', properties: { revenue: 1, Revenue: 2 } },
    [{ ...HIT, _n: 'Paid', revenue: '1', Revenue: '2' }],
  ],
  [
    'numbers that JavaScript writes with an exponent',
    'track',
    { ...WHO, event: 'Paid', properties: { revenue: 1e-7, large: 1e21 } },
    [{ ...HIT, _n: 'Paid', Revenue: '0.0000001', large: '1000000000000000000000' }],
  ],
  [
    'objects, lists, null and names of the wire',
    'track',
    {
      ...WHO,
      event: 'Viewed',
      properties: {
        address: { city: 'Paris', geo: { lat: 1.5 } },
        tags: ['a', 2, null],
        products: [{ sku: 'x', price: 3 }],
        gone: null,
        _source: 'mail',
      },
    },
    [
      {
        ...{
          ...HIT,
          _n: 'Viewed',
          'address.city': 'Paris',
          'address.geo.lat': '1.5',
          tags: 'a,2,',
        },
        ...{ products: '[{"sku":"x","price":3}]', gone: '', source: 'mail' },
      },
    ],
  ],
  [
    'page',
    'page',
    {
      ...WHO,
      name: 'Pricing',
      category: 'Sales',
      properties: { url: 'https://a.example/p', referrer: 'https://b.example/', title: 'Prices' },
    },
    [
      {
        ...{
          ...HIT,
          _n: 'Page View',
          'Viewed URL': 'https://a.example/p',
          Referrer: 'https://b.example/',
        },
        ...{ 'Page Title': 'Prices', 'Page Name': 'Pricing', 'Page Category': 'Sales' },
      },
    ],
  ],
  [
    'screen',
    'screen',
    { ...WHO, name: 'Cart', properties: { items: 2 } },
    [{ ...HIT, _n: 'Page View', 'Screen Name': 'Cart', items: '2' }],
  ],
  [
    'identify of a name',
    'identify',
    { ...WHO, traits: { email: 'ada@example.com', plan: 'Pro' } },
    [{ ...HIT, email: 'ada@example.com', plan: 'Pro' }],
  ],
  [
    'identify of both identities',
    'identify',
    { ...WHO, messageId: 'm2', anonymousId: UUID, traits: { plan: 'Pro' } },
    [
      { _p: ANONYMOUS, _p2: 'ada', _t: SECONDS, _i: 'm2', _y: 'i' },
      { ...HIT, plan: 'Pro', _i: 'm2' },
    ],
  ],
  ['identify without traits', 'identify', WHO, [HIT]],
  [
    'an anonymous visitor',
    'track',
    { anonymousId: UUID, timestamp: AT, event: 'Viewed' },
    [{ _p: ANONYMOUS, _t: SECONDS, _n: 'Viewed' }],
  ],
  [
    'an anonymous identity of our own shape',
    'track',
    { anonymousId: ANONYMOUS, timestamp: AT, event: 'Viewed' },
    [{ _p: ANONYMOUS, _t: SECONDS, _n: 'Viewed' }],
  ],
  [
    'a name that stands for nobody',
    'track',
    { userId: 'undefined', anonymousId: UUID, timestamp: AT, event: 'Viewed' },
    [{ _p: ANONYMOUS, _t: SECONDS, _n: 'Viewed' }],
  ],
  [
    'a number as a name',
    'track',
    { userId: 1234, timestamp: AT, event: 'Viewed' },
    [{ _p: '1234', _t: SECONDS, _n: 'Viewed' }],
  ],
  [
    'alias of an anonymous identity',
    'alias',
    { userId: 'ada', previousId: UUID, anonymousId: UUID, timestamp: AT },
    [{ _p: ANONYMOUS, _p2: 'ada', _t: SECONDS, _y: 'a' }],
  ],
  [
    'alias of a name',
    'alias',
    { userId: 'ada', previousId: 'ada@example.com', timestamp: AT },
    [{ _p: 'ada@example.com', _p2: 'ada', _t: SECONDS, _y: 'a' }],
  ],
  [
    'alias of what may be a name or not',
    'alias',
    { userId: 'ada', previousId: UUID, timestamp: AT },
    [
      { _p: ANONYMOUS, _p2: 'ada', _t: SECONDS, _y: 'a' },
      { _p: UUID, _p2: 'ada', _t: SECONDS, _y: 'a' },
    ],
  ],
  [
    'group',
    'group',
    { ...WHO, groupId: 'acme', traits: { name: 'Acme', seats: 12 } },
    [{ ...HIT, 'Group ID': 'acme', 'Group name': 'Acme', 'Group seats': '12' }],
  ],
  [
    'context',
    'track',
    {
      ...WHO,
      event: 'Viewed',
      context: {
        ip: '203.0.113.7',
        userAgent: CHROME,
        page: { url: 'https://a.example/', title: 'A', referrer: '' },
        campaign: { source: 'mail', medium: 'letter', name: 'may', term: 't', content: 'c' },
        library: { name: 'x' },
      },
    },
    [
      {
        ...{ ...HIT, _n: 'Viewed', 'Viewed URL': 'https://a.example/', 'Page Title': 'A' },
        ...{ 'Campaign Source': 'mail', 'Campaign Medium': 'letter', 'Campaign Name': 'may' },
        ...{ 'Campaign Terms': 't', 'Campaign Content': 'c' },
      },
    ],
  ],
  [
    'a time that the caller gave',
    'track',
    { userId: 'ada', event: 'V', originalTimestamp: '2020-01-01', timestamp: AT },
    [{ ...HIT, _n: 'V' }],
  ],
  [
    'originalTimestamp alone',
    'track',
    { userId: 'ada', event: 'V', originalTimestamp: AT },
    [{ ...HIT, _n: 'V' }],
  ],
  ['no time', 'track', { userId: 'ada', event: 'V' }, [{ _p: 'ada', _t: NOW / 1000, _n: 'V' }]],
  [
    'a time of long ago',
    'track',
    { userId: 'ada', event: 'V', timestamp: '2020-01-01T00:00:00Z' },
    [{ _p: 'ada', _t: Date.UTC(2020) / 1000, _n: 'V' }],
  ],
];

describe('what a call of Segment’s libraries is (S60)', () => {
  it.each(MAPPED)('%s', async (_, path, call, hits) => {
    expect(await told(path, call)).toEqual(hits);
  });

  it('takes the short paths of the browser library, and text as a type', async () => {
    const call = { ...WHO, event: 'Viewed', writeKey: 'demo', sentAt: new Date(NOW).toISOString() };
    expect(await told('t', call, { authorization: '', 'content-type': 'text/plain' })).toEqual([
      { ...HIT, _n: 'Viewed' },
    ]);
  });

  it('reads the browser of a server’s call from the context, and keeps no address', async () => {
    const test = await createPeopleApp();
    const send = createSend(() => test);
    await send('track', { ...WHO, event: 'V', context: { userAgent: CHROME, ip: '203.0.113.7' } });
    await waitUntilLoaded(test.engine, test.log.syncedSeq());
    const { timeline } = await test.read('/people/find?identity=ada');
    expect(timeline[0].properties).toMatchObject({ Browser: 'Chrome', System: 'Linux' });
    expect(JSON.stringify(await test.exported())).not.toContain('203.0.113');
  });

  it('leaves out robots and internal addresses that a server tells of', async () => {
    const test = await createPeopleApp();
    await test.ask('PATCH', '/api/sites/demo', { internalAddresses: ['203.0.113.0/24'] });
    const contexts = [{ userAgent: GOOGLEBOT }, { ip: '203.0.113.7' }, { ip: '198.51.100.7' }];
    const batch = contexts.map((context) => ({ ...WHO, type: 'track', event: 'V', context }));
    await createSend(() => test)('batch', { batch });
    expect(await test.exported()).toHaveLength(1);
  });
});

describe('who sends', () => {
  const test = shareTestApp();
  const send = createSend(test);
  const call = { ...WHO, event: 'V' };
  const NOBODY: [string, Record<string, string>, object][] = [
    ['no key', { authorization: '' }, call],
    ['an unknown key', { authorization: basic('other') }, call],
    ['an unknown server key', { authorization: basic('sk_123') }, call],
    ['a key that is no text', { authorization: '' }, { ...call, writeKey: 12 }],
  ];
  it.each(NOBODY)('refuses %s with 401 and the field', async (_, headers, body) => {
    const answer = await send('track', body, headers);
    expect(answer.statusCode).toBe(401);
    expect(answer.json().error.field).toBe('writeKey');
  });

  it('joins two names with a server key, and asks about them with the public one (S28)', async () => {
    const app = await createPeopleApp();
    const { serverKey } = (
      await app.ask('POST', '/api/sites/demo/server-keys', { name: 'shop' })
    ).json();
    const ask = createSend(() => app);
    await ask('alias', { userId: 'ada', previousId: 'ada@example.com' });
    await ask(
      'alias',
      { userId: 'bob', previousId: 'bob@example.com' },
      { authorization: basic(serverKey) },
    );
    await waitUntilLoaded(app.engine, app.log.syncedSeq());
    const count = async (identity: string) =>
      (await app.read(`/people/find?identity=${identity}`)).identities.length;
    expect([await count('ada'), await count('bob')]).toEqual([1, 2]);
    expect((await app.read('/people/links/waiting')).links).toHaveLength(1);
  });

  it('makes one person of an anonymous visitor who is identified, with the public key', async () => {
    const app = await createPeopleApp();
    const ask = createSend(() => app);
    await ask('page', { anonymousId: UUID, name: 'Home' });
    await ask('identify', { anonymousId: UUID, userId: 'ada', traits: { plan: 'Pro' } });
    await ask('track', { anonymousId: UUID, userId: 'ada', event: 'Bought' });
    await waitUntilLoaded(app.engine, app.log.syncedSeq());
    const { timeline, identities } = await app.read('/people/find?identity=ada');
    expect(identities).toHaveLength(2);
    expect(timeline.filter(({ kind }: { kind: string }) => kind === 'event')).toHaveLength(2);
  });

  it('links both identities of other calls, once', async () => {
    const app = await createTestApp();
    const ask = createSend(() => app);
    for (const event of ['A', 'B', 'C'])
      await ask('track', { userId: 'ada', anonymousId: UUID, event });
    expect((await app.exported()).map(({ _n, _p2 }) => _n ?? _p2)).toEqual(['ada', 'A', 'B', 'C']);
  });

  it('takes what its site takes: a foreign page, or a server without proof, is refused', async () => {
    const app = await createTestApp();
    await app.ask('PATCH', '/api/sites/demo', {
      allowedOrigins: ['https://a.example'],
      requireServerKey: true,
    });
    const ask = createSend(() => app);
    const foreign = await ask('track', call, { origin: 'https://b.example' });
    expect([foreign.statusCode, foreign.json().error.code]).toEqual([403, 'foreign_origin']);
    const server = await ask('track', call);
    expect([server.statusCode, server.json().error.code]).toEqual([403, 'missing_server_key']);
    expect((await ask('track', call, { origin: 'https://a.example' })).statusCode).toBe(200);
  });

  it('lets pages read the answer and ask first', async () => {
    expect((await send('track', call)).headers['access-control-allow-origin']).toBe('*');
    expect((await send('track', '{')).headers['access-control-allow-origin']).toBe('*');
    const asked = await test().app.inject({
      method: 'OPTIONS',
      url: '/v1/batch',
      headers: { 'access-control-request-headers': 'authorization' },
    });
    expect([asked.statusCode, asked.headers['access-control-allow-headers']]).toEqual([
      204,
      'authorization',
    ]);
  });
});

describe('what a batch is', () => {
  const good = (event: string) => ({ ...WHO, type: 'track', event, messageId: event });

  it('keeps the good messages, and names the field of each bad one', async () => {
    const test = await createTestApp();
    const answer = await createSend(() => test)('batch', {
      batch: [
        good('A'),
        { ...WHO, type: 'track' },
        good('B'),
        7,
        { ...good('C'), userId: {} },
        good('D'),
      ],
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      ...{ success: true, accepted: 3 },
      rejected: [
        { index: 1, field: 'batch.1.event' },
        { index: 3, field: 'batch.3' },
        { index: 4, field: 'batch.4.userId' },
      ],
    });
    expect((await test.exported()).map(({ _n }) => _n)).toEqual(['A', 'B', 'D']);
  });

  it('counts a batch that is sent again once', async () => {
    const test = await createTestApp();
    const send = createSend(() => test);
    const batch = [
      good('A'),
      { type: 'track', userId: 'ada', event: 'without a time', messageId: 'w' },
      { type: 'identify', userId: 'ada', anonymousId: UUID, messageId: 'i', timestamp: AT },
    ];
    await send('batch', { batch, sentAt: new Date(NOW).toISOString() });
    test.pass(5000);
    await send('batch', { batch, sentAt: new Date(NOW + 5000).toISOString() });
    expect(await test.exported()).toHaveLength(4);
  });

  it('is taken compressed', async () => {
    const test = await createTestApp();
    const body = gzipSync(JSON.stringify({ batch: [good('A')] }));
    await createSend(() => test)('batch', body, { 'content-encoding': 'gzip' });
    expect(await test.exported()).toHaveLength(1);
  });

  it('has its times corrected by the clock of its sender', async () => {
    const test = await createTestApp();
    const hour = 3_600_000;
    await createSend(() => test)('batch', {
      batch: [{ ...good('A'), timestamp: new Date(NOW - 3 * hour - 10_000).toISOString() }],
      sentAt: new Date(NOW - 3 * hour).toISOString(),
    });
    expect(await test.exported()).toMatchObject([{ _t: (NOW - 10_000) / 1000 }]);
  });

  it('answers 503 and nothing else while the disk takes nothing, and links again afterwards', async () => {
    let isFull = true;
    const test = await createTestApp();
    const { append } = test.log;
    test.log.append = async (drafts) => {
      if (isFull) throw new Error('no space left');
      return append(drafts);
    };
    const send = createSend(() => test);
    const call = { type: 'track', userId: 'ada', anonymousId: UUID, event: 'A', messageId: '1' };
    expect((await send('batch', { batch: [call] })).statusCode).toBe(503);
    isFull = false;
    expect((await send('batch', { batch: [call] })).statusCode).toBe(200);
    expect((await test.exported()).map(({ _n, _p2 }) => _n ?? _p2)).toEqual(['ada', 'A']);
  });
});

describe('what cannot be taken is a 400 that names the field', () => {
  const send = createSend(shareTestApp());
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`property number ${at}`, 'x']));
  const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const BAD: [what: string, path: string, body: unknown, field: string | undefined][] = [
    ['no JSON', 'track', '{"a"', undefined],
    ['an empty body', 'track', '', undefined],
    ['a list', 'track', [], undefined],
    ['no identity', 'track', { event: 'V' }, 'userId'],
    ['blank identities', 'track', { event: 'V', userId: ' ', anonymousId: '' }, 'userId'],
    [
      'a number that lost its digits',
      'track',
      '{"userId":12345678901234567890,"event":"V"}',
      'userId',
    ],
    ['an identity that is too long', 'track', { event: 'V', userId: 'a'.repeat(256) }, 'userId'],
    ['a list as an identity', 'track', { event: 'V', userId: ['a'] }, 'userId'],
    ['no event', 'track', { userId: 'ada' }, 'event'],
    ['an event that is no text', 'track', { userId: 'ada', event: { a: 1 } }, 'event'],
    [
      'properties that are a list',
      'track',
      { userId: 'ada', event: 'V', properties: [1] },
      'properties',
    ],
    ['traits that are a text', 'identify', { userId: 'ada', traits: 'x' }, 'traits'],
    [
      'a time that is none',
      'track',
      { userId: 'ada', event: 'V', timestamp: 'yesterday' },
      'timestamp',
    ],
    ['an alias without a name', 'alias', { previousId: 'a' }, 'userId'],
    ['an alias without the earlier one', 'alias', { userId: 'a' }, 'previousId'],
    ['a group without its id', 'group', { userId: 'ada' }, 'groupId'],
    ['too many names', 'track', { userId: 'ada', event: 'V', properties: many(700) }, 'properties'],
    ['too many traits', 'identify', { userId: 'ada', traits: many(700) }, 'traits'],
    [
      'a call of 33 KB',
      'track',
      { userId: 'ada', event: 'V', properties: { a: 'x'.repeat(33_000) } },
      'properties',
    ],
    ['a body of 600 KB', 'batch', { batch: [{ a: 'x'.repeat(600_000) }] }, 'batch'],
    ['no batch', 'batch', {}, 'batch'],
    ['an empty batch', 'batch', { batch: [] }, 'batch'],
    [
      'a batch of nothing good',
      'batch',
      { batch: [{ type: 'track', userId: 'ada' }] },
      'batch.0.event',
    ],
    [
      'a type that is none',
      'batch',
      { batch: [{ type: 'charge', userId: 'ada' }] },
      'batch.0.type',
    ],
    [
      'lists without end',
      'batch',
      `{"batch":[{"type":"track","userId":"ada","event":"V","properties":{"b":${nested}}}]}`,
      'batch.0',
    ],
  ];
  it.each(BAD)('%s', async (_, path, body, field) => {
    const answer = await send(path, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.field).toBe(field);
    expect(answer.json().error.message).toMatch(/\.$/);
  });

  it('a message of 33 KB in a batch keeps the others', async () => {
    const answer = await send('batch', {
      batch: [
        { type: 'track', userId: 'ada', event: 'A' },
        { type: 'track', userId: 'ada', event: 'B', properties: { a: 'x'.repeat(33_000) } },
      ],
    });
    expect(answer.json()).toMatchObject({
      accepted: 1,
      rejected: [{ field: 'batch.1.properties' }],
    });
  });
});

describe('the settings that the browser library asks for', () => {
  const test = shareTestApp();
  it('are where to send to', async () => {
    const answer = await test().app.inject('/v1/projects/demo/settings');
    expect(answer.json().integrations['Segment.io']).toEqual({
      ...{ apiKey: 'demo', apiHost: '127.0.0.1:8484/v1', protocol: 'http' },
    });
  });
  it('are none for an unknown key', async () => {
    expect((await test().app.inject('/v1/projects/other/settings')).statusCode).toBe(401);
  });
});
