import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/app.js';
import { waitUntilLoaded } from '../support/engine.js';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

const SECRET = 'whsec_tests0123456789';
const CREATED = Math.floor(NOW / 1000) - 60;

const sign = (body: string, { secret = SECRET, at = NOW } = {}) => {
  const seconds = Math.floor(at / 1000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`;
};

const toEvent = (type: string, object: object, before?: object, id = 'evt_1') => ({
  ...{
    id,
    object: 'event',
    api_version: '2025-03-31.basil',
    created: CREATED,
    livemode: true,
    type,
  },
  data: { object, ...(before && { previous_attributes: before }) },
});

const addSource = async ({ ask }: Pick<TestApp, 'ask'>, secret: string | undefined = SECRET) => {
  const made = await ask('POST', '/api/sites/demo/sources', {
    kind: 'stripe',
    name: 'Shop',
    secret,
  });
  return made.json() as { id: string; url: string; hasSecret: boolean };
};

const createStripe = async () => {
  const test = await createTestApp();
  const { id, url } = await addSource(test);
  const path = new URL(url).pathname;
  const send = (event: unknown, headers: Record<string, string> = {}) => {
    const payload = typeof event === 'string' ? event : JSON.stringify(event);
    return test.app.inject({
      ...{ method: 'POST', url: path, payload },
      headers: {
        'content-type': 'application/json',
        'stripe-signature': sign(payload),
        ...headers,
      },
    });
  };
  return { ...test, id, path, send };
};

const CHARGE = {
  ...{ id: 'ch_1', object: 'charge', amount: 4999, amount_captured: 4999, amount_refunded: 0 },
  ...{ captured: true, currency: 'usd', customer: 'cus_1', description: 'Pro, yearly' },
  ...{ billing_details: { email: 'ada@example.com' }, receipt_email: null },
};
const ADA = { _p: 'ada@example.com', _t: CREATED };
const BILLED = { ...ADA, _n: 'Billed', Revenue: '49.99', Currency: 'USD', _i: 'evt_1' };
const OF_CHARGE = { 'Billing Description': 'Pro, yearly', 'Stripe Charge': 'ch_1' };
const SUBSCRIPTION = {
  ...{ id: 'sub_1', object: 'subscription', customer: 'cus_1', status: 'active', currency: 'usd' },
  cancel_at_period_end: false,
  items: {
    data: [
      {
        quantity: 2,
        price: {
          id: 'price_1',
          nickname: 'Pro',
          unit_amount: 1500,
          currency: 'usd',
          recurring: { interval: 'month' },
        },
      },
      {
        quantity: 1,
        price: {
          id: 'price_2',
          unit_amount: 999,
          currency: 'usd',
          recurring: { interval: 'month' },
        },
      },
    ],
  },
};
const SUBSCRIBED = {
  ...{
    _p: 'cus_1',
    _t: CREATED,
    _i: 'evt_1',
    'Plan Name': 'Pro, price_2',
    'Stripe Subscription': 'sub_1',
  },
  ...{ 'Subscription Status': 'active', 'Subscription Amount': '39.99', Currency: 'USD' },
  'Subscription Interval': 'month',
};
const link = (name: string, person: string) => ({
  _p: person,
  _p2: name,
  _t: CREATED,
  _i: 'evt_1.link',
  _y: 'a',
});

const EVENTS: [what: string, event: object, hits: object[]][] = [
  ['a charge', toEvent('charge.succeeded', CHARGE), [{ ...BILLED, ...OF_CHARGE }]],
  [
    'a charge with an address for the receipt',
    toEvent('charge.succeeded', { ...CHARGE, receipt_email: 'bob@example.com' }),
    [{ ...BILLED, ...OF_CHARGE, _p: 'bob@example.com' }],
  ],
  [
    'a charge that tells the customer alone',
    toEvent('charge.succeeded', { ...CHARGE, billing_details: { email: null } }),
    [{ ...BILLED, ...OF_CHARGE, _p: 'cus_1' }],
  ],
  ['money that is reserved', toEvent('charge.succeeded', { ...CHARGE, captured: false }), []],
  [
    'a part of it that is captured',
    toEvent('charge.captured', { ...CHARGE, amount_captured: 1000 }),
    [{ ...BILLED, ...OF_CHARGE, Revenue: '10.00' }],
  ],
  [
    'a refund',
    toEvent('charge.refunded', { ...CHARGE, amount_refunded: 4999 }),
    [{ ...BILLED, ...OF_CHARGE, _n: 'Refunded', Revenue: '-49.99' }],
  ],
  [
    'the second of two refunds',
    toEvent('charge.refunded', { ...CHARGE, amount_refunded: 1500 }, { amount_refunded: 1000 }),
    [{ ...BILLED, ...OF_CHARGE, _n: 'Refunded', Revenue: '-5.00' }],
  ],
  [
    'an invoice, whose charge says the rest',
    toEvent('invoice.paid', {
      id: 'in_1',
      customer: 'cus_1',
      customer_email: 'ada@example.com',
      amount_paid: 4999,
      currency: 'usd',
    }),
    [link('ada@example.com', 'cus_1')],
  ],
  [
    'an invoice that was paid elsewhere',
    toEvent('invoice.paid', {
      id: 'in_1',
      number: 'A-1',
      customer: 'cus_1',
      customer_email: 'ada@example.com',
      amount_paid: 4999,
      currency: 'eur',
      paid_out_of_band: true,
    }),
    [
      link('ada@example.com', 'cus_1'),
      { ...BILLED, Currency: 'EUR', 'Billing Description': 'A-1', 'Stripe Invoice': 'in_1' },
    ],
  ],
  [
    'a customer',
    toEvent('customer.created', { id: 'cus_1', email: 'ada@example.com' }),
    [link('ada@example.com', 'cus_1')],
  ],
  ['a customer without an address', toEvent('customer.created', { id: 'cus_1', email: null }), []],
  [
    'a customer with another address',
    toEvent(
      'customer.updated',
      { id: 'cus_1', email: 'ada@example.org' },
      { email: 'ada@example.com' },
    ),
    [link('ada@example.org', 'cus_1')],
  ],
  [
    'a customer who is renamed',
    toEvent('customer.updated', { id: 'cus_1', email: 'ada@example.com' }, { name: 'A' }),
    [],
  ],
  [
    'a subscription',
    toEvent('customer.subscription.created', SUBSCRIPTION),
    [{ ...SUBSCRIBED, _n: 'Subscription Started' }],
  ],
  [
    'one that waits for its first payment',
    toEvent('customer.subscription.created', { ...SUBSCRIPTION, status: 'incomplete' }),
    [],
  ],
  [
    'and has it',
    toEvent('customer.subscription.updated', SUBSCRIPTION, { status: 'incomplete' }),
    [{ ...SUBSCRIBED, _n: 'Subscription Started' }],
  ],
  [
    'and never has it',
    toEvent(
      'customer.subscription.updated',
      { ...SUBSCRIPTION, status: 'incomplete_expired' },
      { status: 'incomplete' },
    ),
    [],
  ],
  [
    'another plan',
    toEvent('customer.subscription.updated', SUBSCRIPTION, { items: {} }),
    [{ ...SUBSCRIBED, _n: 'Subscription Changed' }],
  ],
  [
    'the next period',
    toEvent('customer.subscription.updated', SUBSCRIPTION, { latest_invoice: 'in_0' }),
    [],
  ],
  [
    'the end of it',
    toEvent('customer.subscription.deleted', { ...SUBSCRIPTION, status: 'canceled' }),
    [{ ...SUBSCRIBED, _n: 'Canceled', 'Subscription Status': 'canceled' }],
  ],
  ['a type that means nothing here', toEvent('payout.paid', { id: 'po_1', amount: 1 }), []],
];

describe('what an event of Stripe is (S61)', () => {
  it.each(EVENTS)('%s', async (_, event, hits) => {
    const { send, exported } = await createStripe();
    const answer = await send(event);
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { received: true, recorded: hits.length },
    ]);
    expect((await exported()).map(({ _r, ...hit }) => hit)).toEqual(hits);
  });

  const AMOUNTS: [currency: string, amount: number, revenue: string][] = [
    ['usd', 1, '0.01'],
    ['usd', 99, '0.99'],
    ['usd', 123_456_789, '1234567.89'],
    ['jpy', 500, '500'],
    ['krw', 12_000, '12000'],
    ['kwd', 5120, '5.120'],
    ['bhd', 7, '0.007'],
    // Without decimals by themselves, yet told in hundredths.
    ['ugx', 500, '5.00'],
    ['isk', 500, '5.00'],
  ];
  it.each(AMOUNTS)('%s %d is %s', async (currency, amount, revenue) => {
    const { send, exported } = await createStripe();
    await send(toEvent('charge.succeeded', { ...CHARGE, currency, amount }));
    expect(await exported()).toMatchObject([
      { Revenue: revenue, Currency: currency.toUpperCase() },
    ]);
  });

  it('says why it records nothing of one who is not named', async () => {
    const { send, ask, id } = await createStripe();
    const answer = await send(
      toEvent('charge.succeeded', { ...CHARGE, customer: null, billing_details: null }),
    );
    expect(answer.json()).toMatchObject({
      recorded: 0,
      problem: expect.stringContaining('e-mail'),
    });
    const { received } = (await ask('GET', `/api/sites/demo/sources/${id}/received`)).json();
    expect(received).toMatchObject([{ recorded: 0, problem: expect.stringContaining('e-mail') }]);
  });

  it('makes one person of address and customer, whatever comes first, and counts revenue once', async () => {
    const test = await createPeopleApp();
    const { url } = await addSource(test);
    const events = [
      toEvent('customer.subscription.created', SUBSCRIPTION, undefined, 'evt_1'),
      toEvent('charge.succeeded', CHARGE, undefined, 'evt_2'),
      toEvent('customer.created', { id: 'cus_1', email: 'ada@example.com' }, undefined, 'evt_3'),
      toEvent('charge.succeeded', CHARGE, undefined, 'evt_2'),
    ];
    for (const event of events) {
      const payload = JSON.stringify(event);
      await test.app.inject({
        method: 'POST',
        url: new URL(url).pathname,
        payload,
        headers: { 'stripe-signature': sign(payload) },
      });
    }
    await waitUntilLoaded(test.engine, test.log.syncedSeq());
    const ada = await test.read('/people/find?identity=ada@example.com');
    expect(ada.revenue).toMatch(/^49\.990*$/);
    expect(ada.timeline.map(({ name }: { name?: string }) => name)).toContain(
      'Subscription Started',
    );
  });
});

describe('who may send', () => {
  const event = JSON.stringify(toEvent('charge.succeeded', CHARGE));
  const MINUTE = 60_000;
  const REFUSED: [what: string, signature: string][] = [
    ['no signature', ''],
    ['a signature of another secret', sign(event, { secret: 'whsec_another0123' })],
    ['a signature of another body', sign(`${event} `)],
    ['a signature that is too old', sign(event, { at: NOW - 6 * MINUTE })],
    ['one of a time to come', sign(event, { at: NOW + 6 * MINUTE })],
    ['a signature without a time', sign(event).replace(/^t=\d+,/, '')],
    ['one of the older scheme alone', sign(event).replace('v1=', 'v0=')],
    ['nonsense', 'x'.repeat(1000)],
  ];
  it.each(REFUSED)('refuses %s', async (_, signature) => {
    const { send, exported } = await createStripe();
    const answer = await send(event, { 'stripe-signature': signature });
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'wrong_signature']);
    expect(await exported()).toEqual([]);
  });

  it('takes one of several signatures, while a secret is exchanged', async () => {
    const { send, exported } = await createStripe();
    const [time, right] = sign(event).split(',');
    await send(event, { 'stripe-signature': `${time},v1=${'0'.repeat(64)},${right}` });
    expect(await exported()).toHaveLength(1);
  });

  it('counts an event that is sent again once', async () => {
    const { send, exported, pass } = await createStripe();
    await send(event);
    pass(MINUTE);
    await send(event, { 'stripe-signature': sign(event, { at: NOW + MINUTE }) });
    expect(await exported()).toHaveLength(1);
  });

  it('knows no source of another id or site', async () => {
    const { app, path } = await createStripe();
    for (const url of [`${path}x`, path.replace('/demo/', '/other/'), '/in/demo/'])
      expect((await app.inject({ method: 'POST', url, payload: event })).statusCode).toBe(404);
  });

  it('waits for the secret: nothing is settled before it is told', async () => {
    const test = await createTestApp();
    const made = (
      await test.ask('POST', '/api/sites/demo/sources', { kind: 'stripe', name: 'S' })
    ).json();
    expect(made.hasSecret).toBe(false);
    const send = () =>
      test.app.inject({
        method: 'POST',
        url: new URL(made.url).pathname,
        payload: event,
        headers: { 'stripe-signature': sign(event) },
      });
    expect((await send()).statusCode).toBe(409);
    await test.ask('PATCH', `/api/sites/demo/sources/${made.id}`, { secret: SECRET });
    expect((await send()).json()).toEqual({ received: true, recorded: 1 });
  });

  it('answers 503 while the disk takes nothing, so that Stripe sends again', async () => {
    const { send, log } = await createStripe();
    log.append = async () => {
      throw new Error('no space left');
    };
    expect((await send(event)).statusCode).toBe(503);
  });

  it.each([
    ['no JSON', '{', 400],
    ['no event', '{"a":1}', 200],
  ])('%s', async (_, body, status) => {
    const { send } = await createStripe();
    expect((await send(body)).statusCode).toBe(status);
  });
});

describe('the secret', () => {
  it('is never told again, and is kept in a file of the owner alone', async () => {
    const test = await createTestApp();
    const made = await addSource(test);
    const listed = await test.ask('GET', '/api/sites/demo/sources');
    const changed = await test.ask('PATCH', `/api/sites/demo/sources/${made.id}`, { name: 'B' });
    for (const { body } of [listed, changed]) expect(body).not.toContain(SECRET);
    expect(JSON.stringify(made)).not.toContain(SECRET);
    expect(await readFile(join(test.folder, 'sources', 'demo.json'), 'utf8')).toContain(SECRET);
  });

  it.each([
    ['secret', { kind: 'stripe', name: 'S', secret: 'sk_live_0123456789' }],
    ['secret', { kind: 'webhook', name: 'S', secret: SECRET }],
    ['kind', { kind: 'paypal', name: 'S' }],
    ['name', { kind: 'stripe', name: '' }],
  ])('a wrong %s is a 400 that names it', async (field, body) => {
    const test = await createTestApp();
    const answer = await test.ask('POST', '/api/sites/demo/sources', body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });

  it('goes with its site', async () => {
    const test = await createTestApp();
    const { url } = await addSource(test);
    await test.ask('DELETE', '/api/sites/demo');
    await test.ask('POST', '/api/sites', { key: 'demo', name: 'Again' });
    const answer = await test.app.inject({
      method: 'POST',
      url: new URL(url).pathname,
      payload: '{}',
    });
    expect(answer.statusCode).toBe(404);
  });
});
