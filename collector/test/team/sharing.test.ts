import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { shareTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';
import { addMember, openBrowser } from '../support/team.js';

const S = '/api/sites/demo';
const DAY_MS = 24 * 60 * 60 * 1000;
const line = (fields: Record<string, string>) =>
  `e?${new URLSearchParams({ _d: '1', _t: `${NOW / 1000 - 60}`, ...fields })}`;
const HITS = [
  line({ _n: 'Visited', _p: 'ada@example.com', Source: 'Ads' }),
  line({ _n: 'Signed Up', _p: 'ada@example.com', Note: 'to ada@example.com' }),
  line({ _n: 'Visited', _p: 'bob@example.com', Source: 'Mail' }),
];
const FUNNEL = { steps: ['Visited', 'Signed Up'] };

describe('sharing a report by a link (S43)', () => {
  const webFolder = mkdtempSync(join(tmpdir(), 'kmq-web-'));
  mkdirSync(join(webFolder, 'assets'));
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html>');
  afterAll(() => rmSync(webFolder, { recursive: true }));
  const shared = shareTestApp({ reports: true, parts: { webFolder } });

  beforeAll(async () => {
    const { app, ask } = shared();
    await app.inject({ method: 'POST', url: '/?_k=demo', payload: HITS.join('\n') });
    await vi.waitFor(
      async () =>
        expect((await ask('GET', '/readyz')).json()).toEqual({ status: 'ok', lagSeconds: 0 }),
      { timeout: 20_000 },
    );
  });

  const save = async (plan: object = FUNNEL, kind = 'funnel'): Promise<string> =>
    (await shared().ask('POST', `${S}/reports/saved`, { name: 'Sign-up', kind, plan })).json().id;
  const share = async (report: string, more: object = {}) => {
    const made = (await shared().ask('POST', `${S}/shares`, { report, ...more })).json();
    const [, id = '', secret = ''] = /~shared\/([\w-]+)#([\w-]+)$/.exec(made.link) ?? [];
    return { ...made, id, secret };
  };
  /** As somebody who has nothing but the link. */
  const open = (id: string, body: object) =>
    openBrowser(shared()).ask('POST', `/api/shared/${id}`, body);

  test('shows this report as it is now to whoever has the link, and nothing else', async () => {
    const { id, secret, link } = await share(await save());
    expect(link).toMatch(/^http:\/\/localhost:8484\/app\/~shared\/[\w-]{12}#[\w-]{32}$/);
    const { status, body } = await open(id, { secret });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Sign-up', kind: 'funnel', siteName: 'Demo' });
    const [head, ...rows] = body.table as string[][];
    expect(head).toContain('people');
    const at = head!.indexOf('people');
    expect(rows.map((row) => row[at])).toEqual([2, 1]);
    expect(JSON.stringify(body)).not.toMatch(/ada|bob/);
    const { folder, trail } = shared();
    expect(readFileSync(join(folder, 'shares.json'), 'utf8')).not.toContain(secret);
    const { entries } = await trail.search({ action: 'share.open', limit: 1 });
    expect(entries).toMatchObject([{ site: 'demo', of: id, actor: { kind: 'nobody' } }]);
  });

  test('guessed, revoked, expired, its report removed: each is told, and tells nothing', async () => {
    const { ask, pass, trail } = shared();
    const report = await save();
    const { id, secret } = await share(report);
    for (const [of, guess] of [
      [id, 'guess'],
      ['nothing', secret],
      ['..%2Fusers', secret],
    ] as const)
      expect([of, (await open(of, { secret: guess })).status]).toEqual([of, 404]);
    await ask('DELETE', `${S}/shares/${id}`);
    expect((await open(id, { secret })).code).toBe('unknown_share');
    expect((await ask('DELETE', `${S}/shares/${id}`)).json().error.code).toBe('unknown_share');
    const expires = new Date(shared().work.clock() + DAY_MS).toISOString();
    const short = await share(report, { expires });
    pass(DAY_MS);
    expect((await open(short.id, { secret: short.secret })).code).toBe('share_expired');
    const orphan = await share(report);
    await ask('DELETE', `${S}/reports/saved/${report}`);
    expect((await open(orphan.id, { secret: orphan.secret })).code).toBe('share_report_gone');
    const { entries } = await trail.search({ action: 'share.refused', limit: 9 });
    expect(entries.map(({ status }) => status)).toEqual([410, 410, 404, 404, 404, 404]);
  });

  test('a password is asked for, and may be guessed twenty times', async () => {
    const { id, secret } = await share(await save(), { password: 'between us' });
    expect((await open(id, { secret })).code).toBe('share_password_needed');
    // Without the secret nobody learns that there is one.
    expect((await open(id, { secret: 'guess' })).code).toBe('unknown_share');
    expect((await open(id, { secret, password: 'between us' })).status).toBe(200);
    for (let at = 0; at < 20; at++)
      expect((await open(id, { secret, password: 'wrong' })).code).toBe('wrong_share_password');
    expect((await open(id, { secret, password: 'between us' })).status).toBe(429);
  });

  test('what identifies people is not shared, nor when the report is changed later', async () => {
    const { ask } = shared();
    const named = await save({ ...FUNNEL, segment: { person: 'Email' } });
    const refused = await ask('POST', `${S}/shares`, { report: named });
    expect([refused.statusCode, refused.json().error.field]).toEqual([400, 'report']);
    const report = await save({ ...FUNNEL, segment: { event: 'Note', step: 2 } });
    const { id, secret } = await share(report);
    expect(JSON.stringify((await open(id, { secret })).body)).not.toContain('ada@');
    const plan = { ...FUNNEL, segment: { person: 'Name' } };
    await ask('PATCH', `${S}/reports/saved/${report}`, { plan });
    expect((await open(id, { secret })).code).toBe('share_report_gone');
  });

  test('only pages of its own origins may show it in a frame', async () => {
    const { app } = shared();
    const { id } = await share(await save(), { embedIn: ['https://intranet.example.com'] });
    const plain = await share(await save());
    const frames = async (path: string) => {
      const { headers, statusCode } = await app.inject(path);
      const policy = String(headers['content-security-policy']);
      return [statusCode, /frame-ancestors ([^;]+)/.exec(policy)?.[1], headers['x-frame-options']];
    };
    const own = [200, 'https://intranet.example.com', undefined];
    const none = [200, "'none'", 'DENY'];
    expect(await frames(`/app/~shared/${id}`)).toEqual(own);
    for (const path of [
      ...[`/app/~shared/${plain.id}`, '/app/~shared/nothing', '/app/', '/app/demo/people'],
      `/app/~shared/${id}/more`,
    ])
      expect([path, await frames(path)]).toEqual([path, none]);
  });

  test.each([
    [{ report: 'nothing' }, 404, 'report'],
    [{}, 400, 'report'],
    [{ expires: 'soon' }, 400, 'expires'],
    [{ expires: '2020-01-01' }, 400, 'expires'],
    [{ password: 'short' }, 400, 'password'],
    [{ embedIn: ['*'] }, 400, 'embedIn.0'],
    [{ embedIn: ['https://a.example; script-src *'] }, 400, 'embedIn.0'],
    [{ embedIn: ['https://a.example;sandbox'] }, 400, 'embedIn.0'],
    [{ embedIn: ["https://a.example/'unsafe-inline'"] }, 400, 'embedIn.0'],
  ])('%o is refused', async (more, status, field) => {
    const report = await save();
    const body = Object.keys(more).length ? { report, ...more } : {};
    const answer = await shared().ask('POST', `${S}/shares`, body);
    expect([answer.statusCode, answer.json().error.field]).toEqual([status, field]);
  });

  test('analysts share, viewers do not', async () => {
    const report = await save();
    const viewer = (await addMember(shared(), { name: 'Vic', roles: { demo: 'viewer' } })).browser;
    const analyst = (await addMember(shared(), { name: 'Ann', roles: { demo: 'analyst' } }))
      .browser;
    expect((await viewer.ask('POST', `${S}/shares`, { report })).code).toBe('too_little_scope');
    expect((await analyst.ask('POST', `${S}/shares`, { report })).status).toBe(201);
    const { body } = await analyst.ask('GET', `${S}/shares`);
    expect((body.shares as { by: string }[]).at(-1)).toMatchObject({ by: 'Ann' });
    expect(JSON.stringify(body)).not.toMatch(/hash|secret|argon2/);
  });
});
