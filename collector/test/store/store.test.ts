import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Claim, claimFolder, readRunning } from '../../src/store/claim.js';
import { createLoginSecret } from '../../src/store/sign-in.js';
import { createSite } from '../../src/store/site.js';
import { openSites } from '../../src/store/sites.js';
import { openStore, type StoreSettings } from '../../src/store/store.js';
import { createFolder } from '../support/folder.js';
import { NOW } from '../support/hits.js';

const open = (data: string, settings: Partial<StoreSettings> = {}) =>
  openStore(data, { now: () => NOW, demo: true, ...settings });

const readEverything = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => path + readFileSync(path, 'utf8'))
    .join('\n');

describe('sites', () => {
  test('a new folder holds the demo site, except in production', async () => {
    const data = createFolder();
    expect((await open(data)).sites.list()).toEqual([
      createSite('demo', 'Demo shop', '2026-11-22T12:00:00.000Z'),
    ]);
    expect((await open(createFolder(), { demo: false })).sites.list()).toEqual([]);
  });

  test('the demo site stays away once it was removed', async () => {
    const data = createFolder();
    await (await open(data)).sites.remove('demo');
    expect((await open(data)).sites.list()).toEqual([]);
  });

  test('are kept, and changes are', async () => {
    const data = createFolder();
    const { sites } = await open(data);
    await sites.save(createSite('shop', 'Shop', ''));
    await sites.save({ ...createSite('shop', 'Shop', ''), timeZone: 'Europe/Berlin' });
    expect((await open(data)).sites.find('shop')).toMatchObject({ timeZone: 'Europe/Berlin' });
  });

  test('one that another process added is there after a refresh', async () => {
    const data = createFolder();
    const { sites } = await open(data);
    const other = await openSites(data);
    await other.save(createSite('late', 'Late', ''));
    expect(sites.find('late')).toBeUndefined();
    await sites.refresh();
    expect(sites.find('late')?.name).toBe('Late');
  });

  test('names of the object prototype are no sites', async () => {
    const { sites } = await open(createFolder());
    for (const key of ['constructor', '__proto__', 'toString'])
      expect(sites.find(key)).toBeUndefined();
  });

  test('a damaged file is named', async () => {
    const data = createFolder();
    await open(data);
    writeFileSync(join(data, 'sites', 'demo.json'), '{');
    await expect(open(data)).rejects.toThrow(join(data, 'sites', 'demo.json'));
  });
});

describe('tokens', () => {
  test('an admin token is made at the first start, once, and only its hash is kept', async () => {
    const data = createFolder();
    const { tokens } = await open(data);
    expect(tokens.use(tokens.made!)?.scope).toBe('admin');
    expect(readEverything(data)).not.toContain(tokens.made);
    const again = (await open(data)).tokens;
    expect([again.made, again.use(tokens.made!)?.scope]).toEqual([undefined, 'admin']);
  });

  test('the operator’s token counts while it is set, and none is made', async () => {
    const data = createFolder();
    const { tokens } = await open(data, { token: 'chosen' });
    expect([tokens.made, tokens.use('chosen')?.scope, tokens.use('')?.scope]).toEqual([
      undefined,
      'admin',
      undefined,
    ]);
    expect((await open(data, { token: 'other' })).tokens.use('chosen')?.scope).toBeUndefined();
  });
});

describe('signing in', () => {
  test('a link works once, and its session outlives a restart', async () => {
    const data = createFolder();
    const { signIn } = await open(data);
    const link = await createLoginSecret(data, NOW);
    const session = (await signIn.take(link))!;
    expect(signIn.find(session)).toBe('link');
    expect(await signIn.take(link)).toBeUndefined();
    expect((await open(data)).signIn.find(session)).toBe('link');
    expect(readEverything(data)).not.toContain(link);
    expect(readEverything(data)).not.toContain(session);
  });

  test('of two at the same moment one has it', async () => {
    const data = createFolder();
    const { signIn } = await open(data);
    const link = await createLoginSecret(data, NOW);
    const taken = await Promise.all([signIn.take(link), signIn.take(link)]);
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test.each([
    ['a link after a day', 24 * 60 * 60 * 1000],
    ['a session after a month', 30 * 24 * 60 * 60 * 1000],
  ])('%s has expired', async (what, wait) => {
    const data = createFolder();
    let now = NOW;
    const { signIn } = await open(data, { now: () => now });
    const link = await createLoginSecret(data, NOW);
    const session = await signIn.start('link');
    now += wait;
    if (what.startsWith('a link')) expect(await signIn.take(link)).toBeUndefined();
    else expect(signIn.find(session)).toBeUndefined();
    await open(data, { now: () => now });
    expect(readdirSync(join(data, 'login-links'))).toEqual([]);
  });

  test('ends', async () => {
    const { signIn } = await open(createFolder());
    const session = await signIn.start('link');
    await signIn.end(session);
    expect([signIn.find(session), signIn.find('')]).toEqual([undefined, undefined]);
  });

  test.each(['', '../sites/demo', 'constructor'])('%j is no link', async (link) => {
    const { signIn } = await open(createFolder());
    expect(await signIn.take(link)).toBeUndefined();
  });
});

describe('claiming the folder', () => {
  test.each([
    ['nobody', undefined],
    ['a process that is gone', '{"pid":999999999,"started":"1"}'],
    ['another process with the number of one that is gone', '{"pid":1,"started":"x"}'],
    ['half a file', '{"pid":'],
  ])('%s has it: it is ours', (_, text) => {
    const data = createFolder();
    if (text) writeFileSync(join(data, 'running.json'), text);
    const claim = claimFolder(data) as Claim;
    const where = { address: 'https://t.example.com', local: 'http://127.0.0.1:8484' };
    claim.tell(where);
    expect(readRunning(data)).toMatchObject({ pid: process.pid, ...where });
    claim.release();
    expect(readdirSync(data)).toEqual([]);
  });

  test('a running process has it: it is told', () => {
    const data = createFolder();
    const [, rest] = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ');
    const running = { pid: process.ppid, started: rest!.split(' ')[19]! };
    writeFileSync(join(data, 'running.json'), JSON.stringify(running));
    expect(claimFolder(data)).toEqual({ running });
  });
});
