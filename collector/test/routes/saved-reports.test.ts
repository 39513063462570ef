import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { createTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';

const BASE = '/api/sites/demo/reports/saved';
const FUNNEL = {
  name: 'Trial to paid',
  kind: 'funnel',
  plan: { steps: ['Started Trial', 'Converted to Paid'], range: { last: 30, unit: 'day' } },
};
const reopen = (folder: string) => openStore(folder, { now: () => NOW, demo: false });

describe('saved reports', () => {
  it('are kept as they were sent, so that relative ranges stay relative', async () => {
    const { ask, folder } = await createTestApp();
    const made = await ask('POST', BASE, FUNNEL);
    expect([made.statusCode, made.json()]).toEqual([
      201,
      {
        id: expect.any(String),
        ...FUNNEL,
        view: null,
        created: '2026-11-22T12:00:00.000Z',
        changed: '2026-11-22T12:00:00.000Z',
      },
    ]);
    const { id } = made.json();
    expect((await ask('GET', `${BASE}/${id}`)).json()).toEqual(made.json());
    const changes = { name: 'Trials', view: '?steps=2' };
    const changed = (await ask('PATCH', `${BASE}/${id}`, changes)).json();
    expect(changed).toEqual({ ...made.json(), ...changes });
    expect((await ask('GET', BASE)).json()).toEqual({ reports: [changed] });
    expect((await reopen(folder)).savedReports.list('demo')).toEqual([changed]);
    expect((await ask('DELETE', `${BASE}/${id}`)).statusCode).toBe(204);
    const gone = await ask('GET', `${BASE}/${id}`);
    expect([gone.statusCode, gone.json().error.code]).toEqual([404, 'unknown_saved_report']);
  });

  it.each<[object, string]>([
    [{ ...FUNNEL, name: '' }, 'name'],
    [{ ...FUNNEL, kind: 'people' }, 'kind'],
    [{ ...FUNNEL, plan: { steps: ['A'] } }, 'plan.steps'],
    [
      { ...FUNNEL, plan: { steps: ['A', 'B'], range: { last: 0, unit: 'day' } } },
      'plan.range.last',
    ],
    [{ ...FUNNEL, plan: { steps: ['A', 'B'], compare: 'yes' } }, 'plan.compare'],
    [{ ...FUNNEL, view: 'x'.repeat(4097) }, 'view'],
    [{ ...FUNNEL, color: 'red' }, 'color'],
  ])('%j: %s is wrong', async (body, field) => {
    const { ask } = await createTestApp();
    const answer = await ask('POST', BASE, body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });

  it('are so many at most, and none is lost when several come at once', async () => {
    const { ask } = await createTestApp();
    await Promise.all(Array.from({ length: 500 }, () => ask('POST', BASE, FUNNEL)));
    expect((await ask('GET', BASE)).json().reports).toHaveLength(500);
    const answer = await ask('POST', BASE, FUNNEL);
    expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'too_many_saved']);
    expect(answer.json().error.message).toMatch(/500/);
  });
});

it('notes stand on days, and are told by day', async () => {
  const { ask } = await createTestApp();
  const base = '/api/sites/demo/notes';
  const add = async (date: string, text: string) =>
    (await ask('POST', base, { date, text })).json();
  const later = await add('2026-11-20', 'New pricing page');
  const earlier = await add('2026-10-01', 'Press');
  const list = async (query = '') => (await ask('GET', base + query)).json().notes;
  expect(await list()).toEqual([earlier, later]);
  expect(await list('?from=2026-10-01&to=2026-11-20')).toEqual([earlier]);
  const changed = await ask('PATCH', `${base}/${later.id}`, { text: 'Pricing' });
  expect(changed.json()).toEqual({ ...later, text: 'Pricing' });
  expect((await ask('DELETE', `${base}/${earlier.id}`)).statusCode).toBe(204);
  expect(await list()).toEqual([changed.json()]);
  for (const [method, url, body, field] of [
    ['POST', base, { date: '2026-02-30', text: 'x' }, 'date'],
    ['POST', base, { date: '2026-02-03', text: 'x'.repeat(501) }, 'text'],
    ['GET', `${base}?from=yesterday`, undefined, 'from'],
  ] as const) {
    const answer = await ask(method, url, body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  }
  expect((await ask('DELETE', `${base}/${earlier.id}`)).json().error.code).toBe('unknown_note');
});

it('a site that is removed takes with it what was saved there', async () => {
  const { ask, folder } = await createTestApp();
  const at = (path: string) => `/api/sites/gone${path}`;
  await ask('POST', '/api/sites', { key: 'gone', name: 'Gone' });
  await ask('POST', at('/reports/saved'), FUNNEL);
  await ask('POST', at('/notes'), { date: '2026-11-20', text: 'x' });
  await ask('POST', at('/populations'), { name: 'P', definition: { did: 'A' } });
  await ask('PATCH', at('/catalogue/events/A'), { hidden: true });
  await ask('PATCH', at('/catalogue/properties/P'), { mergedInto: 'Plan' });
  await ask('DELETE', at(''));
  await ask('POST', '/api/sites', { key: 'gone', name: 'Gone' });
  for (const store of [await reopen(folder)]) {
    for (const kept of [store.savedReports, store.notes, store.populations])
      expect(kept.list('gone')).toEqual([]);
    for (const kept of [store.catalogue, store.properties])
      expect([...kept.list('gone')]).toEqual([]);
  }
});
