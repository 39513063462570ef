import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ACTIONS } from '../../src/audit/actions.js';
import { type Entry, openTrail } from '../../src/audit/trail.js';
import { PERMISSIONS } from '../../src/team/roles.js';
import { RULES } from '../../src/team/rules.js';
import { createTestApp, emptyEngine, type TestApp } from '../support/app.js';
import { createFolder } from '../support/folder.js';
import { NOW } from '../support/hits.js';
import { addMember, openBrowser } from '../support/team.js';

const entry = (rest: Partial<Entry> = {}): Omit<Entry, 'time'> => ({
  actor: { kind: 'user', id: 'u1', name: 'Ada' },
  ...{ action: 'people.read', site: 'demo', of: null, note: null, status: 200, address: '::1' },
  ...rest,
});

const open = async (folder = createFolder(onTestFinished)) => {
  let now = NOW;
  const trail = await openTrail(folder, { now: () => now, report: () => undefined });
  onTestFinished(() => trail.close());
  return { folder, trail, pass: (milliseconds: number) => (now += milliseconds) };
};

describe('the audit trail (S44)', () => {
  test('is searched newest first, by site, action and text, page by page, over months', async () => {
    const { trail, pass, folder } = await open();
    for (let at = 0; at < 50; at++) {
      trail.add(
        entry({ of: `p${at}`, site: at % 2 ? 'demo' : 'shop', note: at % 7 ? null : 'Ünï "q"' }),
      );
      pass(2 * 24 * 60 * 60 * 1000);
    }
    await trail.settle();
    expect(readdirSync(folder).length).toBeGreaterThan(3);
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await trail.search({ site: 'demo', limit: 10, cursor });
      all.push(...page.entries.map(({ of }) => of!));
      cursor = page.cursor ?? undefined;
    } while (cursor);
    expect(all).toEqual(Array.from({ length: 25 }, (_, at) => `p${49 - 2 * at}`));
    const found = await trail.search({ q: 'ÜNÏ "Q', limit: 100 });
    expect(found.entries.map(({ of }) => of)).toEqual([
      'p49',
      'p42',
      'p35',
      'p28',
      'p21',
      'p14',
      'p7',
      'p0',
    ]);
    expect(
      (await trail.search({ q: 'p4', site: 'shop', limit: 100 })).entries.map(({ of }) => of),
    ).toEqual(['p48', 'p46', 'p44', 'p42', 'p40', 'p4']);
    expect((await trail.search({ action: 'nothing', limit: 9 })).entries).toEqual([]);
    const from = NOW + 90 * 24 * 60 * 60 * 1000;
    expect((await trail.search({ from, limit: 100 })).entries.map(({ of }) => of)).toEqual([
      'p49',
      'p48',
      'p47',
      'p46',
      'p45',
    ]);
  });

  test('keeps what comes after a line that a crash cut off', async () => {
    const { trail, folder } = await open();
    trail.add(entry({ of: 'before' }));
    await trail.close();
    appendFileSync(join(folder, '2026-11.jsonl'), '{"time":"2026-11-22T12:00:00.000Z","act');
    const { trail: next } = await open(folder);
    next.add(entry({ of: 'after' }));
    const { entries } = await next.search({ limit: 9 });
    expect(entries.map(({ of }) => of)).toEqual(['after', 'before']);
  });

  test('reads lines whole where they lie across what is read at a time', async () => {
    const { trail, folder } = await open();
    const lines = Array.from({ length: 12_000 }, (_, at) =>
      JSON.stringify({
        time: '2026-11-22T12:00:00.000Z',
        ...entry({ of: `p${at}`, note: 'ü'.repeat(at % 90) }),
      }),
    );
    writeFileSync(join(folder, '2026-11.jsonl'), `${lines.join('\n')}\n`);
    const { entries } = await trail.search({ limit: 20_000 });
    expect(entries.map(({ of }) => of)).toEqual(
      Array.from({ length: 12_000 }, (_, at) => `p${11_999 - at}`),
    );
    expect((await trail.search({ q: '"p7"', limit: 9 })).entries).toHaveLength(0);
    expect((await trail.search({ q: 'p7000', limit: 9 })).entries).toMatchObject([{ of: 'p7000' }]);
  });

  test('forgets what is older than its site wants, and nothing else', async () => {
    const { trail, pass } = await open();
    trail.add(entry({ of: 'old' }));
    trail.add(entry({ of: 'old of another', site: 'shop' }));
    pass(60 * 24 * 60 * 60 * 1000);
    trail.add(entry({ of: 'new' }));
    await trail.settle();
    await trail.expire('demo', NOW + 1);
    trail.add(entry({ of: 'newest' }));
    const { entries } = await trail.search({ limit: 9 });
    expect(entries.map(({ of }) => of)).toEqual(['newest', 'new', 'old of another']);
  });

  test('names every route that changes something or tells of people', () => {
    const asks =
      /\/(reports\/(activity|cohort|experiment|funnel|revenue)|populations\/(size|compare))$/;
    const begins = /\/(second-factor|passkeys\/options)$/;
    const missing = [...RULES].flatMap(([route, { needs }]) => {
      const isNamed = ACTIONS.has(route) || PERMISSIONS[needs].at === 'open';
      const isRead = route.startsWith('GET ') && needs !== 'read-people' && needs !== 'export';
      return isNamed || isRead || asks.test(route) || begins.test(route) ? [] : [route];
    });
    // What jobs tell is what their start has told.
    expect(missing).toEqual(['GET /api/sites/:key/jobs', 'GET /api/sites/:key/jobs/:id']);
    expect([...ACTIONS.keys()].filter((route) => !RULES.has(route))).toEqual([]);
  });

  test('tells who did what, who was refused, and never what was typed', async () => {
    const report = async () => ({ reportId: 'x' }) as never;
    const app: TestApp = await createTestApp({
      parts: { engine: { ...emptyEngine(() => app.log), report } },
    });
    const { browser, user } = await addMember(app, { name: 'Bob', roles: { demo: 'viewer' } });
    await browser.ask('GET', '/api/sites/demo/people?q=secret-of-ada');
    await browser.ask('GET', '/api/sites/demo/people?format=csv');
    await browser.ask('GET', '/api/sites/demo/people/find?identity=ada@example.com');
    await browser.ask('PATCH', '/api/sites/demo', { name: 'secret-name' });
    await app.ask('PATCH', '/api/sites/demo', { name: 'secret-name', currency: 'EUR' });
    await openBrowser(app).ask('POST', '/api/session', {
      email: 'secret@typed',
      password: 'secret',
    });
    await browser.ask('DELETE', '/api/session');
    const told = async (path: string) =>
      (await app.ask('GET', path))
        .json()
        .entries.map(({ actor, action, site, status, note }: Entry) =>
          [actor.name, action, site, status, note].join(' '),
        );
    expect(await told('/api/trail')).toEqual([
      'Bob sign-out  204 ',
      'not signed in sign-in.refused  401 wrong_password',
      'KMQ_TOKEN site.change demo 200 name, currency',
      'Bob site.change demo 403 ',
      'Bob people.read demo 404 ',
      'Bob people.export demo 200 ',
      'Bob people.list demo 200 ',
      'Bob sign-in  200 password',
    ]);
    expect(await told('/api/sites/demo/trail?action=people.export')).toEqual([
      'Bob people.export demo 200 ',
    ]);
    const [file = ''] = readdirSync(join(app.folder, 'audit'));
    const text = readFileSync(join(app.folder, 'audit', file), 'utf8');
    expect(text).not.toMatch(/secret|ada@/);
    expect(text).toContain(user.id);
  });

  test('of a site does not tell of an earlier site with its key', async () => {
    const app = await createTestApp();
    await app.ask('POST', '/api/sites', { key: 'shop' });
    await app.ask('PATCH', '/api/sites/shop', { name: 'Old' });
    await app.ask('DELETE', '/api/sites/shop');
    await app.jobs.settle();
    app.pass(1000);
    await app.ask('POST', '/api/sites', { key: 'shop' });
    await app.ask('PATCH', '/api/sites/shop', { name: 'New' });
    const { entries } = (await app.ask('GET', '/api/sites/shop/trail')).json();
    expect(entries).toHaveLength(1);
  });
});
