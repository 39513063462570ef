import { expect, it, vi } from 'vitest';
import type { Finding } from '../../src/health/finding.js';
import type { Jobs } from '../../src/jobs/jobs.js';
import { createTestApp, emptyEngine } from '../support/app.js';

const STEPS = ['Visited Site', 'Viewed Pricing', 'Started Trial', 'Activated', 'Converted to Paid'];

it('the story of a made-up company is loaded as a job, and reports have something to show', async () => {
  const { ask, jobs, log } = await createTestApp({ reports: true });
  const base = '/api/sites/demo';
  const post = async (name: string, body: object) =>
    (await ask('POST', `${base}/reports/${name}`, body)).json();
  const load = async () => {
    const { id } = (await jobs.history('demo', 2000)) as { id: string };
    await jobs.settle();
    const upToDate = { status: 'ok', lagSeconds: 0 };
    await vi.waitFor(async () => expect((await ask('GET', '/readyz')).json()).toEqual(upToDate), {
      timeout: 25_000,
      interval: 50,
    });
    return (await ask('GET', `${base}/jobs/${id}`)).json();
  };
  expect(await load()).toMatchObject({
    kind: 'demo-history',
    state: 'done',
    hits: log.syncedSeq(),
    of: log.syncedSeq(),
  });
  const { steps } = await post('funnel', { steps: STEPS });
  expect(steps[0].people).toBeGreaterThan(1900);
  expect(steps[4].people).toBeGreaterThan(20);
  const asked = { property: 'Pricing Page Experiment', control: 'control', goal: 'Started Trial' };
  const { variants } = await post('experiment', asked);
  expect(variants.map(({ variant }: { variant: string }) => variant).sort()).toEqual([
    'control',
    'new-layout',
  ]);
  const { findings }: { findings: Finding[] } = (
    await ask('GET', `${base}/health/findings`)
  ).json();
  const codes = findings.map(({ code }) => code);
  expect(codes).toContain('similar_event_names');
  expect(codes).not.toContain('late_hits');
  // What an analyst would have saved is there, can be run, and finds something.
  const { reports } = (await ask('GET', `${base}/reports/saved`)).json();
  for (const { kind, plan } of reports) {
    const { hitsRead } = await post(kind, plan);
    expect(hitsRead, kind).toBeGreaterThan(0);
  }
  const bySource = await post('revenue', { group: { person: 'Campaign Source', at: 'firstEver' } });
  expect(bySource.groups.map(({ value }: { value: string }) => value)).toContain('newsletter');
  const { populations } = (await ask('GET', `${base}/populations`)).json();
  const size = await ask('GET', `${base}/populations/${populations[0].id}/size`);
  expect(size.json().people).toBeGreaterThan(0);
  expect((await ask('GET', `${base}/notes`)).json().notes).toHaveLength(3);
  // Told again, as after a crash, it changes nothing.
  await load();
  expect((await post('funnel', { steps: STEPS })).steps).toEqual(steps);
  expect((await ask('GET', `${base}/reports/saved`)).json().reports).toHaveLength(5);
}, 60_000);

it('POST …/history starts it only where there are no hits yet', async () => {
  const told: string[] = [];
  const jobs = {
    history: async (site: string) => {
      told.push(site);
      return { id: 'story', state: 'running' };
    },
  } as unknown as Jobs;
  const engine = emptyEngine(() => undefined as never);
  const first = await createTestApp({ parts: { jobs, engine } });
  expect((await first.ask('GET', '/api/sites/demo')).json().canLoadHistory).toBe(true);
  const started = await first.ask('POST', '/api/sites/demo/history');
  expect([started.statusCode, started.json().job]).toEqual([202, 'story']);
  const people = async () => ({ people: [{}], cursor: null }) as never;
  const { ask } = await createTestApp({ parts: { jobs, engine: { ...engine, people } } });
  const again = await ask('POST', '/api/sites/demo/history');
  expect([again.statusCode, again.json().error.code]).toEqual([409, 'site_not_empty']);
  expect(told).toEqual(['demo']);
});

it('no made-up hits come to a collector in production', async () => {
  const { ask } = await createTestApp({ parts: { publicOrigin: 'https://t.example.com' } });
  expect((await ask('GET', '/api/sites/demo')).json().canLoadHistory).toBe(false);
  const refused = await ask('POST', '/api/sites/demo/history');
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'not_in_production']);
});
