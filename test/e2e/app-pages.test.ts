import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  choose,
  clickText,
  findIssues,
  openApp,
  rowsOf,
  set,
  textOf,
  textsOf,
} from './support/app.js';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch, type Page, type Profile } from './support/launch.js';

/**
 * 240 people of an experiment, three days ago: the first half sees the old page and 12 of it sign up, the other half
 * sees the new page and 30 of it sign up. Every sixth of the second half pays 10.
 */
const PEOPLE = 240;
const DAY_SECONDS = 86_400;

let collector: Collector;
let browser: Browser;
let analyst: Profile;

const toTime = (daysAgo: number): string =>
  `${(Math.floor(Date.now() / 1000 / DAY_SECONDS) - daysAgo) * DAY_SECONDS + DAY_SECONDS / 2}`;

const line = (kind: string, daysAgo: number, fields: Record<string, string>): string =>
  `${kind}?${new URLSearchParams({ ...fields, _t: toTime(daysAgo), _d: '1' })}`;

const toLife = (index: number): string[] => {
  const person = `person-${index}@saas.example`;
  const isNew = index >= PEOPLE / 2;
  const place = index % (PEOPLE / 2);
  return [
    line('e', 4, { _p: person, _n: 'Visited Site' }),
    line('s', 3, { _p: person, Page: isNew ? 'new' : 'old' }),
    ...(place < (isNew ? 30 : 12)
      ? [line('e', 2, { _p: person, _n: 'Signed Up', Plan: place % 2 ? 'Pro' : 'Free' })]
      : []),
    ...(isNew && place % 6 === 0
      ? [line('e', 1, { _p: person, _n: 'Purchased', Revenue: '10' })]
      : []),
  ];
};

beforeAll(async () => {
  collector = await startCollector();
  await collector.site('saas');
  const lines = Array.from({ length: PEOPLE }, (_, index) => toLife(index)).flat();
  for (let start = 0; start < lines.length; start += 200) {
    const body = lines.slice(start, start + 200).join('\n');
    expect((await fetch(`${collector.url}/?_k=saas`, { method: 'POST', body })).status).toBe(200);
  }
  await collector.person('saas', 'person-0@saas.example');
  browser = await launch('chromium');
  analyst = await openApp(browser, collector);
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

const open = (path: string): Promise<Page> => analyst.open(`${collector.url}/app/saas/${path}`);

describe('Experiments', () => {
  it('compares the variants, and opens who converted', async () => {
    const page = await open('experiments');
    await choose(page, 'Property', 'Page');
    await choose(page, 'Control', 'old');
    await choose(page, 'Goal', 'Signed Up');
    // 30 of 120 against 12 of 120: two and a half times as many.
    await textOf(page, '.verdict', '“new” converts 150.0% more often than “old” (p = 0.002).');
    const rows = await rowsOf(page, '[aria-labelledby=variants] tbody');
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      ['old control', '120', '12', '10.0%', ''],
      ['new ', '120', '30', '25.0%', '+150.0%'],
    ]);
    expect(rows[1]?.[5]).toContain('+5.6 to +24.4 points');
    await page.click('[aria-labelledby=variants] tr:nth-child(2) td:nth-child(3) .door');
    await textOf(page, '.panel-tools', '30');
    expect(await page.address()).toContain('pick.variant=new&pick.converted=true');
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('says when it is too early', async () => {
    const page = await open(
      'experiments?property=Plan&control=Free&goal=Purchased&window=7d&range=30d',
    );
    await textOf(page, '.verdict', 'Too early to tell');
    await page.close();
  });
});

describe('Populations', () => {
  it('are made part by part, counted at once, saved, changed and deleted', async () => {
    const page = await open('populations');
    await textOf(page, 'main', 'No populations yet');
    await clickText(page, 'main a', 'Create the first one');
    await clickText(page, 'button', 'Add an event condition');
    await choose(page, 'Condition 1: event', 'Visited Site');
    await textOf(page, '.answer', '240');
    await clickText(page, 'button', 'Add an event condition');
    await set(page, 'Condition 2: whether', 'no');
    await choose(page, 'Condition 2: event', 'Signed Up');
    await textOf(page, '.answer', '198');
    await clickText(page, 'button', 'Add a property condition');
    await choose(page, 'Condition 3: property', 'Page');
    await choose(page, 'Condition 3: value', 'new');
    await textOf(page, '.answer', '90');

    // All of it is in the address: a copied link shows the same.
    const copy = await analyst.open(await page.address());
    await textOf(copy, '.answer', '90');
    await copy.close();

    await page.fill('[name=name]', 'Saw the new page in vain');
    await clickText(page, 'button', 'Save');
    await textOf(page, 'h1', 'Saw the new page in vain');
    await textOf(page, '.answer', '90');
    await textOf(page, '.card', 'did Visited Site and did not Signed Up and Page is new');
    await page.until(() => document.querySelector('.chart canvas'));

    await clickText(page, 'main a', 'Change');
    await set(page, 'Condition 2: whether', 'yes');
    await textOf(page, '.answer', '30');
    await page.fill('[name=name]', 'Convinced by the new page');
    await clickText(page, 'button', 'Save');
    await textOf(page, 'h1', 'Convinced by the new page');

    await clickText(page, 'main a', 'Funnels');
    await textOf(page, 'h1', 'Funnels');
    await choose(page, 'Step 1', 'Visited Site');
    await choose(page, 'Step 2', 'Purchased');
    await textOf(page, '.answer', '5 of 30 people');
    await set(page, 'Population', '');
    await textOf(page, '.answer', '20 of 240 people');

    await page.goto(`${collector.url}/app/saas/populations`);
    await clickText(page, 'tbody a', 'Convinced by the new page');
    await clickText(page, 'button', 'Delete');
    await textOf(page, '.confirm', 'Delete “Convinced by the new page”?');
    await page.click('.confirm button');
    await textOf(page, 'main', 'No populations yet');
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('come from a number of a report, exactly', async () => {
    const page = await open(
      'funnels?step=Visited+Site&step=Signed+Up&pick.step=1&pick.outcome=dropped',
    );
    await textOf(page, '.panel-tools', '198');
    // Everybody did it in the order of the steps, so that a rule has the same people.
    await clickText(page, '.panel button', 'Save as population');
    await textOf(page, '.save-population', 'save it as a condition that stays up to date');
    await page.fill('[aria-label="Search these people"]', 'person-20@');
    await textOf(page, '.panel-tools', '1 person');
    await clickText(page, '.panel button', 'Save as population');
    await textOf(page, '.save-population', 'Save 1 person');
    await page.fill('.save-population [name=name]', 'Only the twentieth');
    await page.click('.save-population button');
    await textOf(page, 'h1', 'Only the twentieth');
    await textOf(page, '.answer', '(1 person) person now');
    await textOf(page, '.words', 'A list of 1 identity');

    // By any identity, by hand and by a tick in the list of people.
    await page.fill('.settings textarea', 'person-21@saas.example\nnobody-yet@saas.example\nnull');
    await clickText(page, '.settings button', 'Add');
    await textOf(
      page,
      '.settings',
      '2 added, 1 of them not seen on this site yet, 1 line that cannot be used.',
    );
    await textOf(page, '.settings', 'Line 3: a placeholder');
    await textOf(page, '.answer', '(2 people) people now');
    await clickText(page, 'main a', 'People');
    await set(page, 'Choose person-21@saas.example', true);
    await clickText(page, 'main button', 'Remove 1 person from “Only the twentieth”');
    await page.until(() => document.querySelectorAll('.people tbody tr').length === 1);
    await set(page, 'Population', '');
    await page.fill('[aria-label="Search people"]', 'person-22@');
    await page.until(() => document.querySelectorAll('.people tbody tr').length === 1);
    await clickText(page, '.people tbody a', 'person-22@saas.example');
    await textOf(page, '[aria-labelledby=lists]', 'Only the twentieth');
    await clickText(page, '[aria-labelledby=lists] button', 'Add to the list');
    await textOf(page, '[aria-labelledby=lists]', 'Added 1 person');
    await clickText(page, '[aria-labelledby=lists] a', 'Only the twentieth');
    await textOf(page, '.answer', '(2 people) people now');
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('open what did not fit a condition with its reason', async () => {
    const page = await open('populations/gone');
    await textOf(page, '[role=alert]', 'No population has this id');
    await page.close();
  });
});

describe('a report', () => {
  it('counts several events as one step, with a condition', async () => {
    const page = await open('funnels');
    await choose(page, 'Step 1', 'Visited Site');
    await choose(page, 'Step 2', 'Signed Up');
    await page.click('[aria-label="Step 2: where a property…"]');
    await choose(page, 'Step 2, condition 1: property', 'Plan');
    await choose(page, 'Step 2, condition 1: value', 'Pro');
    await textOf(page, '.answer', '21 of 240 people');
    await page.click('[aria-label="Step 2: or another"]');
    await choose(page, 'Step 2, or 2', 'Purchased');
    await textOf(page, '.funnel', 'Signed Up or Purchased');
    await page.evaluate(() => history.back());
    await textOf(page, '.answer', '21 of 240 people');
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('is compared with the period before, by the address', async () => {
    const from = new Date(Number(toTime(2)) * 1000).toISOString().slice(0, 10);
    const through = new Date(Number(toTime(1)) * 1000).toISOString().slice(0, 10);
    // Two days with the sign-ups, and before them the two with the visits.
    const page = await open(`activity?event=Signed+Up&from=${from}&through=${through}`);
    await textOf(page, '[aria-labelledby=events]', '42');
    await set(page, 'Compare', true);
    await textOf(page, '[aria-labelledby=events]', 'before: 0');
    expect(await page.address()).toContain('compare=1');
    expect(await textsOf(page, '.chart-legend li')).toHaveLength(3);
    await page.evaluate(() => history.back());
    await page.until(() => !document.querySelector('.versus'));
    await page.close();
  });

  it('is saved under a name, opened from anywhere, and taken away', async () => {
    const page = await open('funnels?step=Visited+Site&step=Purchased&range=7d&window=7d');
    await textOf(page, '.answer', '20 of 240');
    await page.click('.saved summary');
    await page.fill('[aria-label="Name of this report"]', 'Weekly sales');
    await clickText(page, '.saved-form button', 'Save');
    await textOf(page, '.saved-form', 'Saved “Weekly sales”');
    const { reports } = await collector.ask<{ reports: { plan: object }[] }>(
      'GET',
      '/api/sites/saas/reports/saved',
    );
    expect(reports[0]?.plan).toMatchObject({ range: { last: 7, unit: 'day' } });

    await page.goto(`${collector.url}/app/saas/funnels`);
    await textOf(page, 'main > .card:last-child', 'Saved: Weekly sales');
    await page.goto(`${collector.url}/app/saas/revenue`);
    await page.until(() => document.querySelector('.saved'));
    await page.click('.saved summary');
    await clickText(page, '.saved a', 'Weekly sales');
    await textOf(page, '.answer', '20 of 240');
    expect(await page.address()).toContain('range=7d');
    await page.click('.saved summary');
    await page.click('[aria-label="Delete Weekly sales"]');
    await page.click('.saved .confirm button');
    await page.until(() => !document.querySelector('.saved li'));
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('has notes on its time axis', async () => {
    const page = await open('revenue?range=30d');
    await page.until(() => document.querySelector('.notes summary'));
    await page.click('.notes summary');
    await page.fill('[aria-label=Note]', 'Moved to the new page');
    await clickText(page, '.notes button', 'Add');
    await textOf(page, '.notes li', 'Moved to the new page');
    await page.goto(`${collector.url}/app/saas/activity`);
    await textOf(page, '.notes li', 'Moved to the new page');
    await page.click('[aria-label="Edit the note Moved to the new page"]');
    await page.fill('.notes li [aria-label=Note]', 'Moved to the new home page');
    await clickText(page, '.notes li button', 'Save');
    await textOf(page, '.notes li', 'Moved to the new home page');
    await page.click('[aria-label^="Remove the note"]');
    await clickText(page, '.notes .confirm button', 'Keep');
    await page.click('[aria-label^="Remove the note"]');
    await clickText(page, '.notes .confirm button', 'Remove');
    await page.until(() => !document.querySelector('.notes li'));

    const date = new Date(Number(toTime(1)) * 1000).toISOString().slice(0, 10);
    const note = { date, text: 'Taken away elsewhere' };
    const { id } = await collector.ask<{ id: string }>('POST', '/api/sites/saas/notes', note);
    await page.goto(`${collector.url}/app/saas/activity`);
    await textOf(page, '.notes li', 'Taken away elsewhere');
    await fetch(`${collector.url}/api/sites/saas/notes/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${collector.token}` },
    });
    await page.click('[aria-label^="Remove the note"]');
    await clickText(page, '.notes .confirm button', 'Remove');
    await textOf(page, '.notes [role=alert]', 'No note has this id');
    await page.until(() => !document.querySelector('.notes li'));
    await page.close();
  });
});

describe('the keyboard', () => {
  it('makes a report, opens its people and closes them', async () => {
    const page = await open('funnels');
    await page.until(() => document.querySelector('[aria-label="Step 1"]'));
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('[aria-label="Step 1"]')?.focus(),
    );
    // Letters narrow the names down, Enter takes the first of them.
    const choose = async (letters: string, name: string) => {
      for (const letter of letters) await page.press(letter);
      await textOf(page, '[role="option"][aria-selected="true"]', name);
      await page.press('Enter');
    };
    await choose('visit', 'Visited Site');
    await page.until(() => location.search.includes('Visited+Site'));
    for (let tabs = 0; tabs < 10; tabs++) {
      await page.press('Tab');
      if (await page.evaluate(() => document.activeElement?.ariaLabel === 'Step 2')) break;
    }
    await choose('purch', 'Purchased');
    await textOf(page, '.answer', '20 of 240 people');

    await page.evaluate(() => document.querySelector<HTMLElement>('.funnel-gap .door')?.focus());
    await page.press('Enter');
    await page.until(() => document.activeElement?.id === 'panel-title');
    await page.press('Escape');
    await page.until(() => !document.querySelector('.panel'));
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('220 dropped');
    await page.close();
  });

  it('opens the pages on a phone, and the way past them leads to the content', async () => {
    const phone = await openApp(browser, collector, { width: 390 });
    const page = await phone.open(`${collector.url}/app/saas/people`);
    await page.until(() => document.querySelector('tbody a'));
    await page.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.press('Tab');
    await page.press('Enter');
    await page.until(() => document.activeElement?.closest('#rail'));
    await page.press('Escape');
    await page.until(() => document.activeElement?.classList.contains('menu'));
    await phone.close();
  });
});

describe('Settings', () => {
  it('say at the field what is wrong, and keep what was typed', async () => {
    const page = await open('settings');
    await page.until(() => document.querySelector('form'));
    await page.evaluate(() => document.querySelector<HTMLInputElement>('[list]')?.focus());
    await page.fill('[list]', 'Europe/Nowhere');
    await page.press('Enter');
    expect(await textOf(page, '.reason', 'timeZone')).toContain('name of a time zone');
    expect(
      await page.evaluate(() => document.querySelector<HTMLInputElement>('[aria-invalid]')?.value),
    ).toBe('Europe/Nowhere');
    await page.fill('[list]', 'Europe/Berlin');
    await page.press('Enter');
    await textOf(page, '.settings', 'Saved.');
    await page.click('#rail a[href$=activity]');
    await page.until(
      () => document.querySelector<HTMLSelectElement>('.zone-picker')?.value === 'Europe/Berlin',
    );
    await collector.ask('PATCH', '/api/sites/saas', { timeZone: 'UTC' });
    await page.close();
  });

  it('set what the site’s script does, events without code included', async () => {
    const page = await open('settings/tracking');
    await set(page, 'Form fields', false);
    await set(page, 'Before consent', 'required');
    await clickText(page, 'button', 'Add an event');
    await page.until(() => document.querySelector('.rule'));
    await page.fill('.rule .setting:nth-of-type(1) input', 'Viewed Pricing');
    await clickText(page, '[aria-labelledby=rules] button', 'Save');
    await textOf(page, '.rule .reason', 'client.rules.0.url');
    await page.fill('.rule .setting:nth-of-type(3) input', '/pricing');
    await clickText(page, '[aria-labelledby=rules] button', 'Save');
    await textOf(page, '[aria-labelledby=rules]', 'Saved.');
    const script = await (await fetch(`${collector.url}/saas.2.js`)).text();
    expect(script).toContain('"rules":[{"on":"view","url":"/pricing","name":"Viewed Pricing"}]');
    expect(script).toContain('"formFields":false');
    expect(script).toContain('"consent":"required"');
    expect(await page.problems()).toHaveLength(1);
    await page.close();
  });

  it('make a token, show it once, and revoke it', async () => {
    const page = await open('settings/tokens');
    await page.until(() => document.querySelector('[aria-labelledby=new-token] input'));
    await page.fill('[aria-labelledby=new-token] input', 'Spreadsheet');
    await clickText(page, 'button', 'Create token');
    const token = await page.until(() => document.querySelector('.code code')?.textContent);
    const read = () =>
      fetch(`${collector.url}/api/sites`, { headers: { authorization: `Bearer ${token}` } });
    expect((await read()).status).toBe(200);
    await page.until(() => document.querySelector('[aria-label="Revoke Spreadsheet"]'));
    await page.click('[aria-label="Revoke Spreadsheet"]');
    await page.click('.confirm button');
    await page.until(() => !document.querySelector('[aria-labelledby=tokens] tbody'));
    expect((await read()).status).toBe(401);
    await page.goto(`${collector.url}/app/saas/settings/tokens`);
    await textOf(page, '[aria-labelledby=new-token]', 'Create token');
    expect(await textsOf(page, '.code code')).toEqual([]);
    await page.close();
  });

  it('make a server key, show it once, and revoke it', async () => {
    const page = await open('settings/tokens');
    await page.until(() => document.querySelector('[aria-labelledby=server-keys] input'));
    await page.fill('[aria-labelledby=server-keys] input', 'Billing');
    await clickText(page, 'button', 'Create server key');
    const key = await page.until(() => document.querySelector('.code code')?.textContent);
    const send = async () => {
      const answer = await fetch(`${collector.url}/e?_k=${key}&_p=person-0%40saas.example&_n=Paid`);
      return answer.headers.get('x-rejected');
    };
    expect(await send()).toBeNull();
    await page.goto(`${collector.url}/app/saas/settings/tokens`);
    await page.until(() => document.querySelector('[aria-label="Revoke Billing"]'));
    expect(await textsOf(page, '.code code')).toEqual([]);
    const [row] = await rowsOf(page, '[aria-labelledby=server-keys] tbody');
    expect([row![0], row![2]]).toEqual(['Billing', expect.stringMatching(/^\d+/)]);
    await page.click('[aria-label="Revoke Billing"]');
    await page.click('.confirm button');
    await page.until(() => !document.querySelector('[aria-labelledby=server-keys] tbody'));
    expect(await send()).toBe('unknown_key');
    await page.close();
  });

  it('approve links that wait, and undo it', async () => {
    const body = ['one', 'two', 'three'].map((name) => `a?_n=${name}%40a.example&_p=${name}`);
    await fetch(`${collector.url}/?_k=saas`, { method: 'POST', body: body.join('\n') });
    const page = await open('health');
    await textOf(page, '#waiting', 'Links waiting for approval (3)');
    expect(await findIssues(page)).toEqual([]);
    const toFirsts = async () =>
      (await rowsOf(page, '.waiting tbody')).map(([names]) => names!.trim());
    const before = await toFirsts();
    await page.click('.waiting tbody input');
    await clickText(page, 'button', 'Approve 1 link');
    await textOf(page, '#waiting', '(2)');
    expect(await toFirsts()).toEqual(before.slice(1));
    await page.click('.waiting-all input');
    await clickText(page, 'button', 'Approve 2 links');
    await textOf(page, '#waiting', '(0)');
    const { identities } = await collector.person('saas', 'three');
    expect(identities).toHaveLength(2);
    await clickText(page, 'button', 'Undo');
    await textOf(page, '#waiting', '(2)');
    expect((await collector.person('saas', 'three')).identities).toHaveLength(1);
    await clickText(page, 'button', 'Undo');
    await textOf(page, '#waiting', '(3)');
    expect(await toFirsts()).toEqual(before);
    await page.close();
  });

  it('hide, describe and merge names, and take it back', async () => {
    const hit = line('e', 1, { _p: 'person-1@saas.example', _n: 'signed up' });
    await fetch(`${collector.url}/?_k=saas`, { method: 'POST', body: hit });
    await collector.person('saas', 'person-1@saas.example');
    const page = await open('settings/names?q=signed+up');
    await page.until(() => document.querySelectorAll('.noted > li').length === 2);
    await page.click('.noted > li:nth-child(2) summary');
    await choose(page, 'Merge signed up into', 'Signed Up');
    await textOf(page, '.noted', '1 name merged');
    await page.click('.noted > li:nth-child(1) summary');
    await clickText(page, '.noted .link', 'Unmerge signed up');
    await page.until(() => document.querySelectorAll('.noted > li').length === 2);
    await clickText(page, '.noted button', 'Hide');
    await textOf(page, '.noted .tag', 'hidden');
    await clickText(page, '.noted button', 'Show');
    await page.until(() => !document.querySelector('.noted .tag'));
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('import an export after a look at it', async () => {
    await collector.site('copy');
    const answer = await fetch(`${collector.url}/api/sites/saas/export.jsonl`, {
      headers: { authorization: `Bearer ${collector.token}` },
    });
    const file = join(collector.folder, 'saas.jsonl');
    const text = await answer.text();
    await writeFile(file, text);
    const hits = text.trim().split('\n').length;
    const page = await analyst.open(`${collector.url}/app/copy/settings/data`);
    await page.until(() => document.querySelector('[type=file]'));
    await page.upload('[type=file]', file);
    await textOf(page, '[aria-labelledby=import]', '240 sets');
    await clickText(page, 'button', `Import ${hits} hits`);
    await textOf(page, '[aria-labelledby=import]', `Imported ${hits} hits`);
    expect(await collector.people('copy')).toHaveLength(50);
    await page.close();
  });

  it('erase a person after a look at what would go', async () => {
    const page = await open('settings/data');
    await page.until(() => document.querySelector('[aria-labelledby=erase] input'));
    await page.fill('[aria-labelledby=erase] input', 'person-239@saas.example');
    await clickText(page, 'button', 'Preview');
    await textOf(page, '[aria-labelledby=erase]', '2 hits of 1 identity would be erased');
    await clickText(page, '[aria-labelledby=erase] button', 'Erase');
    await textOf(page, '.confirm', 'Erase 1 identity of this person?');
    await page.click('.confirm button');
    await textOf(page, '[aria-labelledby=erase]', 'Erased 2 hits of 1 identity.');
    expect(await collector.people('saas', 'person-239@')).toEqual([]);
    await page.close();
  });

  it('keep hits for some days only, after a look at what would go', async () => {
    await collector.site('aging');
    const body = [line('e', 100, { _p: 'old', _n: 'A' }), line('e', 1, { _p: 'new', _n: 'A' })];
    await fetch(`${collector.url}/?_k=aging`, { method: 'POST', body: body.join('\n') });
    await collector.person('aging', 'new');
    const read = async () =>
      (await collector.ask<{ retentionDays: number | null }>('GET', '/api/sites/aging'))
        .retentionDays;
    const page = await analyst.open(`${collector.url}/app/aging/settings/data`);
    const form = '[aria-labelledby=retention]';
    await page.until(() => document.querySelector('[aria-labelledby=retention] input'));
    await page.fill(`${form} input`, '31');
    await clickText(page, 'button', 'Preview');
    await textOf(page, `${form} .reason`, '"days" must be 32 or more.');
    await page.fill(`${form} input`, '40');
    await clickText(page, 'button', 'Preview');
    const date = new Date(Number(toTime(100)) * 1000).toISOString().slice(0, 10);
    await textOf(
      page,
      form,
      `1 hit from ${date} to ${date} would be removed. 1 person would disappear`,
    );
    expect(await read()).toBeNull();
    await clickText(page, `${form} button`, 'Keep for 40 days');
    await textOf(page, '.confirm', 'Permanently remove 1 hit');
    await page.click('.confirm button');
    await textOf(page, form, 'Saved.');
    expect(await read()).toBe(40);

    await page.fill(`${form} input`, '');
    await clickText(page, 'button', 'Keep forever');
    await textOf(page, form, 'Saved.');
    expect(await read()).toBeNull();
    expect(await page.problems()).toHaveLength(1);
    await page.close();
  });

  it('make another site and delete it', async () => {
    const page = await open('settings');
    await page.until(() => document.querySelector('[aria-labelledby=add-site] input'));
    await page.fill('[aria-labelledby=add-site] input', 'saas');
    await clickText(page, 'button', 'Add site');
    await textOf(page, '[aria-labelledby=add-site] .reason', 'already exists');
    await page.fill('[aria-labelledby=add-site] input', 'other');
    await clickText(page, 'button', 'Add site');
    await textOf(page, 'h1', 'Install');
    expect(await page.address()).toContain('/app/other/install');
    await page.click('#rail a[href$=settings]');
    await page.fill('[aria-labelledby=delete-site] input', 'other');
    await clickText(page, 'button', 'Delete site');
    await page.click('.confirm button');
    await page.until(() => location.pathname.endsWith('/live'));
    expect(await page.address()).not.toContain('/other/');
    await page.close();
  });
});
