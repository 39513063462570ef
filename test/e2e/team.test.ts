import { mkdir, writeFile } from 'node:fs/promises';
import { type BrowserContext, chromium, type Page, type Browser as Program } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../support/browsers.mjs';
import { type Collector, startCollector } from './support/collector.js';

const PASSWORD = 'seven purple herons';
/** Where pictures go when somebody wants to look at them. */
const PICTURES = process.env.TEST_PICTURES;

let collector: Collector;
let program: Program;
/** The app by a name, as passkeys need one. */
let app: string;

beforeAll(async () => {
  collector = await startCollector({ env: { KMQ_HISTORY: 'true' } });
  app = collector.url.replace('127.0.0.1', 'localhost');
  program = await chromium.launch({
    executablePath: PROGRAMS.chromium.path,
    args: ['--no-sandbox', '--disable-gpu'],
  });
});
afterAll(async () => {
  await program?.close();
  await collector?.stop();
});

const openPage = async (path: string, context?: BrowserContext): Promise<Page> => {
  const page = await (context ?? (await program.newContext())).newPage();
  await page.goto(app + path);
  return page;
};

/** A picture of a page as a desktop, a phone and a dark room see it. */
const picture = async (page: Page, name: string): Promise<void> => {
  for (const [look, width, colorScheme] of [
    ['light', 1280, 'light'],
    ['phone', 390, 'light'],
    ['dark', 1280, 'dark'],
    ['dark-phone', 390, 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `${name} at ${width} px is wider than its window`).toBeLessThanOrEqual(0);
    if (!PICTURES) continue;
    await mkdir(PICTURES, { recursive: true });
    await writeFile(`${PICTURES}/${name}-${look}.png`, await page.screenshot({ fullPage: true }));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
};

const fill = (page: Page, label: string, text: string) =>
  page.getByLabel(label, { exact: true }).fill(text);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe('a team, from the first link on (S40, S41)', () => {
  let owner: BrowserContext;
  let viewer: BrowserContext;
  let invitation = '';

  it('begins with the first owner, made by the printed link', async () => {
    const [, link = ''] = /(\/login\/[\w-]+)/.exec(collector.output()) ?? [];
    owner = await program.newContext();
    const page = await openPage(link, owner);
    await page.goto(`${app}/app/~account`);
    await fill(page, 'Your name', 'Ada Lovelace');
    await fill(page, 'Your e-mail address', 'ada@example.com');
    await fill(page, 'A password', 'password1234');
    await press(page, 'Create owner');
    await page.getByText('list of leaked passwords').waitFor();
    await picture(page, 'first-owner');
    await fill(page, 'A password', PASSWORD);
    await press(page, 'Create owner');
    await page.getByRole('heading', { name: 'ada@example.com' }).waitFor();
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    await page.close();
  });

  it('invites somebody by a link that is copied', async () => {
    const page = await openPage('/app/~team', owner);
    await fill(page, 'Their name', 'Bob Viewer');
    await fill(page, 'Their e-mail address', 'ada@example.com');
    await press(page, 'Invite');
    await page.getByText('already has this e-mail address').waitFor();
    await fill(page, 'Their e-mail address', 'bob@example.com');
    await page.getByLabel('Give a role at a site').selectOption('saas');
    await picture(page, 'team-invite');
    await press(page, 'Invite');
    invitation = (await page.locator('[role=status] code').first().textContent()) ?? '';
    expect(invitation).toMatch(/\/app\/~join#[\w-]{32}$/);
    await page.getByRole('cell', { name: 'viewer of Demo company' }).waitFor();
    await picture(page, 'team');
    await page.close();
  });

  it('lets them in once, to see what a viewer sees', async () => {
    viewer = await program.newContext();
    const page = await openPage(new URL(invitation).pathname + new URL(invitation).hash, viewer);
    await fill(page, 'Password for bob@example.com', 'short');
    await press(page, 'Join');
    await page.getByText('at least 12 characters').waitFor();
    await picture(page, 'join');
    await fill(page, 'Password for bob@example.com', PASSWORD);
    await press(page, 'Join');
    await page.getByRole('heading', { name: 'Live' }).waitFor();
    const rail = await page.locator('#rail').innerText();
    expect(rail).toContain('Bob Viewer');
    for (const hidden of ['Settings', 'Team', 'Audit trail']) expect(rail).not.toContain(hidden);
    expect(await page.locator('.site-picker option').allInnerTexts()).toEqual([
      'Demo company (saas)',
    ]);
    await page.goto(`${app}/app/saas/populations`);
    await page.getByRole('heading', { name: 'Populations' }).waitFor();
    expect(await page.getByRole('link', { name: 'New population' }).count()).toBe(0);
    // Whoever types the address is refused by the collector.
    await page.goto(`${app}/app/~team`);
    await page.getByText('This needs the permission').waitFor();
    const again = await openPage(new URL(invitation).pathname + new URL(invitation).hash);
    await again.getByText('already used, has expired').waitFor();
    await picture(again, 'join-stale');
    await again.context().close();
    await page.close();
  });

  it('signs in again where somebody wanted to go', async () => {
    const page = await openPage('/app/saas/activity?last=30');
    await page.getByRole('heading', { name: 'Sign in to kmq' }).waitFor();
    await picture(page, 'sign-in');
    await fill(page, 'E-mail address', 'bob@example.com');
    await page.getByLabel('Password').fill('a wrong password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The e-mail address or the password is wrong').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    expect(page.url()).toBe(`${app}/app/saas/activity?last=30`);
    await page.context().close();
  });

  it('adds a passkey and signs in by it, and by no other host name', async () => {
    const context = await program.newContext();
    const page = await openPage('/app/', context);
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await fill(page, 'E-mail address', 'bob@example.com');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Bob Viewer' }).click();
    await fill(page, 'Name of the passkey', 'Laptop');
    await page.locator('[aria-labelledby=passkeys]').getByLabel('Your password').fill(PASSWORD);
    await press(page, 'Add a passkey');
    await page.getByRole('rowheader', { name: 'Laptop' }).waitFor();
    await picture(page, 'account');
    await press(page, 'Sign out');
    await press(page, 'Sign in with a passkey');
    await page.locator('#rail').getByText('Bob Viewer').waitFor();
    await context.close();
    // By its number the app has no name that a passkey could be for.
    const other = await (await program.newContext()).newPage();
    await other.goto(`${collector.url}/app/`);
    await other.getByRole('heading', { name: 'Sign in to kmq' }).waitFor();
    expect(await other.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
    await other.context().close();
  });

  it('shows a code for an authenticator app', async () => {
    const page = await openPage('/app/~account', owner);
    const card = page.locator('[aria-labelledby=second-factor]');
    await card.getByLabel('Your password').fill(PASSWORD);
    await card.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
    await picture(page, 'second-factor');
    await card.getByLabel('Code', { exact: true }).fill('000000');
    await card.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('This code is wrong').waitFor();
    await page.close();
  });

  it('shares a funnel, which opens for whoever has the link, until it is revoked (S43)', async () => {
    const page = await openPage(
      '/app/saas/funnels?steps=Visited+Site&steps=Signed+Up&last=365',
      owner,
    );
    const plan = { steps: ['Visited Site', 'Signed Up'] };
    await collector.ask('POST', '/api/sites/saas/reports/saved', {
      ...{ name: 'Sign-up', kind: 'funnel', plan, view: '' },
    });
    await page.reload();
    await page.getByText('Saved reports (').click();
    await press(page, 'Share Sign-up');
    await fill(page, 'Password (optional)', 'between us');
    await page.getByRole('button', { name: 'Create link' }).click();
    const link = (await page.locator('form.share [role=status] code').first().textContent()) ?? '';
    await picture(page, 'share');
    const { pathname, hash } = new URL(link);
    const guest = await openPage(pathname + hash);
    await fill(guest, 'Password of this report', 'a wrong one');
    await press(guest, 'Show the report');
    await guest.getByText('The password is wrong').waitFor();
    await picture(guest, 'shared-password');
    await fill(guest, 'Password of this report', 'between us');
    await press(guest, 'Show the report');
    await guest.getByRole('heading', { name: 'Sign-up' }).waitFor();
    await guest.getByRole('list', { name: 'Steps' }).waitFor();
    await picture(guest, 'shared');
    await page.getByRole('button', { name: /^Revoke the link/ }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('with a password').waitFor({ state: 'detached' });
    await guest.reload();
    await guest.getByText('This link shows nothing').waitFor();
    await picture(guest, 'shared-revoked');
    await guest.context().close();
    await page.close();
  });

  it('changes roles, which signs them out, and tells all of it in the trail', async () => {
    const seen = await openPage('/app/saas/live', viewer);
    await seen.getByRole('heading', { name: 'Live' }).waitFor();
    const page = await openPage('/app/~team', owner);
    await press(page, 'Change Bob Viewer');
    await page
      .locator('[aria-labelledby=member]')
      .getByLabel('At Demo company')
      .selectOption('analyst');
    await picture(page, 'member');
    await page.locator('[aria-labelledby=member]').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'analyst of Demo company' }).waitFor();
    await seen.goto(`${app}/app/saas/people`);
    await seen.getByRole('heading', { name: 'Sign in to kmq' }).waitFor();
    await page.getByRole('link', { name: 'Audit trail' }).click();
    await page.getByRole('cell', { name: 'changed someone’s name or roles' }).waitFor();
    await page.getByLabel('Search the trail').fill('Bob');
    await page.getByRole('cell', { name: 'accepted an invitation' }).waitFor();
    await picture(page, 'trail');
    await page.goto(`${app}/app/saas/settings/trail`);
    await page.getByRole('heading', { name: 'Audit trail retention' }).waitFor();
    await picture(page, 'site-trail');
    await page.close();
  });
});
