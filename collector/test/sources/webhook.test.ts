import { describe, expect, it } from 'vitest';
import { mapBody } from '../../src/sources/webhook/hits.js';
import { listPaths, readPath } from '../../src/sources/webhook/paths.js';
import { createTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';

const AT = new Date(NOW - 60_000).toISOString();
const BODY = {
  ...{ id: 'ev-1', type: 'ticket.closed', created: AT },
  data: {
    customer: { email: 'ada@example.com' },
    items: [{ price: 3.5 }, { price: 4 }],
    paid: true,
  },
};
const FIELDS = {
  ...{ id: '_i', type: '_n', created: '_t', 'data.customer.email': '_p' },
  ...{ 'data.items.1.price': 'Price', 'data.paid': 'Paid' },
};

const createWebhook = async () => {
  const test = await createTestApp();
  const url = '/api/sites/demo/sources';
  const made = (await test.ask('POST', url, { kind: 'webhook', name: 'Desk' })).json();
  const send = (payload: unknown) =>
    test.app.inject({
      ...{ method: 'POST', url: new URL(made.url).pathname },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  const ask = async (method: 'GET' | 'PATCH' | 'POST', path: string, body?: object) => {
    const answer = await test.ask(method, `${url}/${made.id}${path}`, body);
    return { status: answer.statusCode, ...answer.json() };
  };
  const map = (mapping: object | null) => ask('PATCH', '', { mapping });
  return { ...test, send, ask, map };
};

describe('a webhook whose mapping is made on what it has sent (S61)', () => {
  it('keeps an example, shows what a mapping makes of it, and records from then on', async () => {
    const { send, ask, map, exported } = await createWebhook();
    expect((await send(BODY)).json()).toEqual({ received: true, recorded: 0 });
    const { received } = await ask('GET', '/received');
    expect(received[0].members).toContainEqual({ path: 'data.items.1.price', value: '4' });
    const preview = await ask('POST', '/preview', { mapping: { fields: FIELDS } });
    expect(preview.hit).toEqual({
      ...{ name: 'ticket.closed', person: 'ada@example.com', time: AT, id: 'ev-1' },
      properties: { Price: '4', Paid: 'true' },
    });
    expect(await exported()).toEqual([]);

    expect(await map({ fields: FIELDS })).toMatchObject({ status: 200 });
    expect((await send(BODY)).json()).toEqual({ received: true, recorded: 1 });
    await send(BODY);
    expect((await exported()).map(({ _r, ...hit }) => hit)).toEqual([
      {
        ...{ _p: 'ada@example.com', _n: 'ticket.closed', _t: (NOW - 60_000) / 1000, _i: 'ev-1' },
        ...{ Price: '4', Paid: 'true' },
      },
    ]);
  });

  it('has one name for all events, where no member tells it', async () => {
    const { send, map, exported } = await createWebhook();
    await map({ fields: { who: '_p' }, event: 'Ticket Closed' });
    await send({ who: 'ada' });
    expect(await exported()).toMatchObject([{ _p: 'ada', _n: 'Ticket Closed', _t: NOW / 1000 }]);
  });

  it('tells what is wrong with a body, beside the source and in the answer', async () => {
    const { send, ask, map, exported } = await createWebhook();
    await map({ fields: FIELDS });
    const answer = await send({ ...BODY, data: {} });
    expect(answer.json()).toEqual({
      ...{ received: true, recorded: 0 },
      problem: '"data.customer.email", the person, is missing.',
    });
    expect((await ask('GET', '/received')).received[0].problem).toMatch(/the person, is missing/);
    expect((await send('{')).statusCode).toBe(400);
    expect((await send('')).statusCode).toBe(400);
    expect((await send(`"${'x'.repeat(1024 * 1024)}"`)).statusCode).toBe(413);
    expect(await exported()).toEqual([]);
  });

  it('has nothing to show a mapping on before something came', async () => {
    const { ask } = await createWebhook();
    const answer = await ask('POST', '/preview', { mapping: { fields: FIELDS } });
    expect([answer.status, answer.error.code]).toEqual([409, 'nothing_received']);
  });

  const WRONG: [what: string, mapping: object, field: string][] = [
    ['no person', { fields: { type: '_n' } }, 'mapping.fields'],
    ['no name', { fields: { who: '_p' } }, 'mapping.event'],
    ['two persons', { fields: { who: '_p', whom: '_p' }, event: 'A' }, 'mapping.fields'],
    ['a use that there is not', { fields: { who: '_p', a: '_x' }, event: 'A' }, 'mapping.fields.a'],
    ['an unknown field', { fields: { who: '_p' }, event: 'A', colour: 1 }, 'mapping.colour'],
  ];
  it.each(WRONG)('refuses a mapping with %s', async (_, mapping, field) => {
    const { map } = await createWebhook();
    const answer = await map(mapping);
    expect([answer.status, answer.error.field]).toEqual([400, field]);
  });
});

describe('what a mapping makes of a body', () => {
  const map = (body: unknown, fields: Record<string, string> = FIELDS) => mapBody(body, { fields });
  const TIMES: [told: unknown, time: number | undefined][] = [
    [AT, (NOW - 60_000) / 1000],
    [1_795_000_000, 1_795_000_000],
    [1_795_000_000_123, 1_795_000_000.123],
    ['1795000000', 1_795_000_000],
    ['2026-11-22', Date.UTC(2026, 10, 22) / 1000],
    [null, undefined],
  ];
  it.each(TIMES)('the time %j', (created, time) => {
    const mapped = map({ ...BODY, created });
    expect('hit' in mapped && mapped.hit.time).toBe(time);
  });

  it.each([
    ['a time that is none', { ...BODY, created: 'soon' }, /"created" is no time/],
    ['no name', { ...BODY, type: null }, /"type", the name of the event, is missing/],
    [
      'a person who is too long',
      { ...BODY, data: { customer: { email: 'a'.repeat(300) } } },
      /longer/,
    ],
    ['a list', [1, 2], /missing/],
    ['a text', 'x', /missing/],
    ['null', null, /missing/],
  ])('%s', (_, body, problem) => {
    expect(map(body)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('finds members whose names have points, and none of a prototype', () => {
    expect(readPath({ 'a.b': { c: 1 } }, 'a.b.c')).toBe(1);
    expect(readPath({ a: { 'b.c': 1 } }, 'a.b.c')).toBe(1);
    expect(readPath({ a: 1 }, 'constructor.name')).toBeUndefined();
    expect(readPath({ a: 1 }, '__proto__')).toBeUndefined();
  });

  it('lists members of what is large and deep within bounds', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    expect(listPaths(deep)).toEqual([]);
    expect(listPaths(Array.from({ length: 10_000 }, () => 1))).toHaveLength(300);
  });
});
