import { expect, test } from 'vitest';
import { shareTestApp } from '../support/app.js';

const VALUE = 2048;
const NAME = 255;

const shared = shareTestApp({ reports: true });

/** Takes a line, and waits until reports have read it. */
const send = async (line: string) => {
  const { app, work } = shared();
  await app.inject({ method: 'POST', url: '/?_k=demo', payload: line });
  const seq = work.log.syncedSeq();
  await expect.poll(async () => (await work.engine.status()).seq, { timeout: 5_000 }).toBe(seq);
};

/** A text of so many characters that stands for one event, property, identity or value. */
const toText = (length: number): string => 'é'.repeat(length);

/** What takes a name or a value, what it says of one, and how long one may be (W3). */
const PLACES: [what: string, most: number, path: string, toBody?: (text: string) => object][] = [
  [
    'the value of a condition',
    VALUE,
    '/reports/activity',
    (value) => ({ events: [{ event: 'A', where: [{ property: 'P', op: 'is', value }] }] }),
  ],
  [
    'one of the values of a condition',
    VALUE,
    '/reports/activity',
    (value) => ({
      events: [{ event: 'A', where: [{ property: 'P', op: 'is', value: ['x', value] }] }],
    }),
  ],
  [
    'the value of a population',
    VALUE,
    '/populations/size',
    (value) => ({ definition: { property: 'P', op: 'is', value } }),
  ],
  [
    'the control of an experiment',
    VALUE,
    '/reports/experiment',
    (control) => ({ property: 'P', goal: 'A', control }),
  ],
  ['what people are searched for', NAME, '/people?q='],
  ['a part of a value, of values', VALUE, '/catalogue/values?property=P&q='],
  ['an event of a report', NAME, '/reports/activity', (event) => ({ events: [event] })],
  [
    'a property of a report',
    NAME,
    '/reports/activity',
    (property) => ({ events: ['A'], group: { event: property } }),
  ],
  [
    'a property of a condition',
    NAME,
    '/reports/activity',
    (property) => ({ events: [{ event: 'A', where: [{ property, op: 'exists' }] }] }),
  ],
  ['a property of values', NAME, '/catalogue/values?property='],
  ['an identity to find', NAME, '/people/find?identity='],
  ['an identity to take apart', NAME, '/people/unlink', (a) => ({ a, b: 'ada' })],
];

test.each(PLACES)('%s is at most %i characters long', async (_, most, path, toBody) => {
  await send('e?_n=A&_p=ada&P=v');
  const ask = (length: number) =>
    shared().ask(
      toBody ? 'POST' : 'GET',
      `/api/sites/demo${path}${toBody ? '' : encodeURIComponent(toText(length))}`,
      toBody?.(toText(length)),
    );
  const taken = await ask(most);
  expect([200, 404], taken.body).toContain(taken.statusCode);
  expect(taken.json().error?.code ?? 'unknown').toMatch(/^unknown/);
  const refused = await ask(most + 1);
  expect([refused.statusCode, refused.json().error?.code]).toEqual([400, 'invalid_request']);
  expect(refused.json().error.message).toContain('at most');
});

test('a value that reports show can be asked for, and its people listed', async () => {
  const value = toText(VALUE);
  await send(`e?_n=V&_p=long&Url=${encodeURIComponent(value)}xyz`);
  const run = async (plan: object) =>
    (await shared().ask('POST', '/api/sites/demo/reports/activity', plan)).json();
  const grouped = await run({ events: ['V'], by: 'month', group: { event: 'Url' } });
  expect(grouped.events[0].groups[0].value).toBe(value);
  const where = [{ property: 'Url', op: 'is', value }];
  expect((await run({ events: [{ event: 'V', where }], by: 'month' })).count).toBe(1);
  const body = { reportId: grouped.reportId, pick: { event: 'V', group: value } };
  const people = await shared().ask('POST', '/api/sites/demo/reports/people', body);
  expect([people.statusCode, people.json().total]).toEqual([200, 1]);
});

test('a name of 255 characters can be described, whatever its letters; names compare composed (W3)', async () => {
  for (const name of ['東'.repeat(NAME), 'Cafe\u0301']) {
    await send(`e?_n=${encodeURIComponent(name)}&_p=ada`);
    const url = `/api/sites/demo/catalogue/events/${encodeURIComponent(name)}`;
    const answer = await shared().ask('PATCH', url, { description: 'Seen' });
    expect([answer.statusCode, answer.json().name]).toEqual([200, name.normalize()]);
    const plan = { events: [name], by: 'month' };
    const { count } = (await shared().ask('POST', '/api/sites/demo/reports/activity', plan)).json();
    expect(count).toBe(1);
  }
});
