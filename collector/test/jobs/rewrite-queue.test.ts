import { describe, expect, test, vi } from 'vitest';
import { openJobs } from '../../src/jobs/jobs.js';
import { createTestApp, type TestApp } from '../support/app.js';

type Append = TestApp['log']['append'];

const T = 1795348000;
const PEOPLE = ['ada', 'bob', 'cyd', 'dan'];

/** Two sites with the same four people. */
const createSites = async (): Promise<TestApp> => {
  const test = await createTestApp({ log: { segmentBytes: 300 } });
  await test.ask('POST', '/api/sites', { key: 'other' });
  for (const key of ['demo', 'other'])
    await test.app.inject({
      method: 'POST',
      url: `/?_k=${key}`,
      payload: PEOPLE.map((name, at) => `e?_n=Seen&_p=${name}&_t=${T + at}`).join('\n'),
    });
  return test;
};

/** The jobs of a collector whose log is written as somebody says. */
const openJobsOn = ({ work, log }: TestApp, append: Append) =>
  openJobs({ ...work, log: { ...log, append }, report: () => undefined });

describe('what writes the log anew takes turns by site (S26)', () => {
  test('a site that erases many holds up another one by one task, and two never run at once', async () => {
    const test = await createSites();
    const order: string[] = [];
    let [asked, running, most] = [0, 0, 0];
    const jobs = await openJobs({
      ...test.work,
      report: () => undefined,
      log: {
        ...test.log,
        append: (drafts) => {
          if (drafts[0]?.type === 'erase') order.push(drafts[0].site);
          return test.log.append(drafts);
        },
      },
      engine: {
        ...test.work.engine,
        hold: async (task) => {
          most = Math.max(most, ++running);
          // Others have had time to be asked for.
          if (order.length === 1) await vi.waitFor(() => expect(asked).toBe(5));
          return test.work.engine.hold(task).finally(() => running--);
        },
      },
    });
    const erase = async (site: string, identity: string) => {
      await jobs.erase({ site, identity, dryRun: false });
      asked++;
    };
    for (const identity of PEOPLE) await erase('demo', identity);
    await erase('other', 'ada');
    await jobs.settle();
    expect(order).toEqual(['demo', 'other', 'demo', 'demo', 'demo']);
    expect(most).toBe(1);
    const left = (await test.exported('other')).map(({ _p }) => _p);
    expect([await test.exported('demo'), left]).toEqual([[], ['bob', 'cyd', 'dan']]);
  });

  test('a deletion that a crash cut off and that cannot go on holds up no other site', async () => {
    const test = await createSites();
    await test.store.deletions.save({ site: 'demo', seq: null });
    let isFull = true;
    const jobs = await openJobsOn(test, async (drafts) => {
      if (isFull && drafts[0]?.type === 'deleted') throw new Error('no space');
      return test.log.append(drafts);
    });
    const { id } = (await jobs.erase({ site: 'other', identity: 'ada', dryRun: false })) as {
      id: string;
    };
    await vi.waitFor(() => expect(jobs.find('other', id)).toMatchObject({ state: 'done' }), 5000);
    expect(test.store.deletions.list()).toEqual([{ site: 'demo', seq: null }]);
    isFull = false;
    await jobs.settle();
    expect(test.store.deletions.list()).toEqual([]);
  });
});
