import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, textOf, textsOf } from './support/app.js';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch, type Page, type Profile } from './support/launch.js';
import { until } from './support/patience.js';

const ADA = 'ada@shop.example';

let collector: Collector;
let browser: Browser;
/** The analyst's browser, signed in by the link that the collector has printed. */
let analyst: Profile;
let link: string;
let landed: string;
beforeAll(async () => {
  collector = await startCollector();
  browser = await launch('chromium');
  analyst = await browser.profile();
  link = await printed(/(http:\S+\/login\/\S+)/);
  const page = await analyst.open(link);
  await textOf(page, 'h1', 'Welcome to kmq');
  await page.click('main > .button');
  await page.until(() => location.pathname === '/app/demo/live');
  landed = await textOf(page, 'h1', 'Live');
  await page.close();
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

/** An address that the collector prints at its start. */
const printed = (address: RegExp): Promise<string> =>
  until(String(address), () => address.exec(collector.output())?.[1]);

const open = (path: string): Promise<Page> => analyst.open(collector.url + path);

/** A hit of the Kissmetrics protocol, from a server that proves itself. */
const hit = (fields: Record<string, string>, kind: 'e' | 's' | 'a' = 'e') =>
  fetch(`${collector.url}/${kind}?${new URLSearchParams(fields)}`, {
    headers: { authorization: `Bearer ${collector.token}` },
  });

const ticks = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `e?_p=tick-${index}@shop.example&_n=Ticked&_i=tick${count}-${index}`,
  ).join('\n');

describe('signing in', () => {
  it('works once by the printed link', async () => {
    expect(landed).toBe('Live');
    const stranger = await browser.profile();
    const late = await stranger.open(link);
    expect(await textOf(late, '[role=alert]', 'used')).toContain('create a new one');
    expect((await textsOf(late, 'pre')).join()).toMatch(/login-link/);
    await stranger.close();
  });

  it('lets no text become a part of the page, nor a script of it (S23)', async () => {
    const page = await analyst.open(`${collector.url}/app/demo/settings/tokens`);
    await page.until(() => document.querySelector('#sessions'));
    expect(await page.problems()).toEqual([]);
    const refused = await page.evaluate(() =>
      [
        () => document.body.insertAdjacentHTML('beforeend', '<b>text</b>'),
        () => {
          document.createElement('script').text = 'text';
        },
      ].map((attempt) => {
        try {
          attempt();
          return false;
        } catch {
          return true;
        }
      }),
    );
    expect(refused).toEqual([true, true]);
    await page.close();
  });

  it('takes an admin token, and tells a wrong one', async () => {
    const profile = await browser.profile();
    const page = await profile.open(`${collector.url}/app/demo/people`);
    await page.until(() => document.querySelector('.token summary'));
    await page.click('.token summary');
    await page.fill('[name=token]', 'wrong');
    await page.click('.token form button');
    await textOf(page, '[role=alert]', 'token');
    await page.fill('[name=token]', collector.token);
    await page.click('.token form button');
    // Where they wanted to go.
    await textOf(page, 'h1', 'People');
    expect(new URL(await page.address()).pathname).toBe('/app/demo/people');
    await page.until(() => document.querySelector('.sign-out'));
    await page.click('.sign-out');
    await textOf(page, 'h1', 'Sign in');
    await profile.close();
  });
});

describe('Live', () => {
  it('shows the walk through the shop as it happens, and the visitor by name once it is known', async () => {
    const page = await open('/app/demo/live');
    await textOf(page, '.state', 'Listening');

    const visitor = await browser.profile();
    const shop = await visitor.open(`${await printed(/shop.*?(http:\/\/[\w.:]+)/i)}/pricing`);
    await textOf(page, '.feed', 'Viewed Pricing');
    expect(
      (await textsOf(page, '.feed-who')).every((who) => /^Visitor [0-9a-f]{4}$/.test(who)),
    ).toBe(true);

    await shop.click('[data-plan=Pro] a');
    await shop.until(() => location.pathname === '/sign-up');
    await shop.fill('[name=name]', 'Ada');
    await shop.fill('[name=email]', ADA);
    await shop.click('#signup-form button');
    await shop.until(() => location.pathname === '/garden');
    await shop.click('[href="/garden/plan"]');
    await shop.click('[data-buy=Pro]');

    await textOf(page, '.feed', 'Purchased');
    await textOf(page, '.feed', 'are one person');
    const who = await page.until(() => {
      const names = [...document.querySelectorAll('.feed-who')].map((name) => name.textContent);
      return names.every((name) => /^Ada(merged)?$/.test(name ?? '')) && names;
    });
    expect(who).toContain('Adamerged');
    expect(await page.problems()).toEqual([]);
    await visitor.close();
    await page.close();
  });

  it('opens the person of a row, and back leads to the rows again', async () => {
    const page = await open('/app/demo/live');
    await textOf(page, '.feed', 'Purchased');
    await page.click('.feed-row');
    await textOf(page, 'h1', 'Ada');
    // A row knows an identity; the address names the person once that is found.
    await page.until(() => /\/app\/demo\/people\/[0-9a-f]+$/.test(location.href));
    await page.evaluate(() => history.back());
    await textOf(page, '.feed', 'Purchased');
    await page.close();
  });

  it('shows a rejected hit with its reason', async () => {
    const page = await open('/app/demo/live');
    await textOf(page, '.state', 'Listening');
    await hit({ _k: 'demo', _n: 'Nobody' });
    expect(await textOf(page, '.feed-rejected', 'Rejected')).toMatch(/person is missing/);
    await page.close();
  });

  it('holds still while paused, counts what waits, and shows at most 20 rows a second', async () => {
    await collector.site('busy');
    const page = await open('/app/busy/live');
    await textOf(page, '.state', 'Listening');
    await hit({ _k: 'busy', _p: ADA, _n: 'Before' });
    await textOf(page, '.feed', 'Before');
    await page.click('.tools button');
    await fetch(`${collector.url}/?_k=busy`, { method: 'POST', body: ticks(300) });
    await textOf(page, '.tools', '300 hits waiting');
    expect(await textsOf(page, '.feed li')).toHaveLength(1);

    await page.click('.tools button');
    const more = await textOf(page, '.feed-more', 'more in this second');
    const shown = (await textsOf(page, '.feed-row')).length;
    expect(Number(/\d+/.exec(more)?.[0]) + shown).toBe(301);
    expect(shown).toBeLessThanOrEqual(41);

    await page.fill('[type=search]', 'before');
    await page.until(() => location.search === '?q=before');
    await page.until(() => document.querySelectorAll('.feed-row').length === 1);
    await page.close();
  });
});

describe('People', () => {
  it('finds a person by a part of a property and opens the page', async () => {
    const page = await open('/app/demo/people');
    await textOf(page, 'tbody', 'Ada');
    await page.fill('[type=search]', 'shop.exam');
    await page.until(() => location.search === '?q=shop.exam');
    await page.until(() => document.querySelectorAll('tbody tr').length === 1);
    expect((await textsOf(page, 'tbody td')).at(-1)).toBe('$49.99');
    await page.click('tbody a');
    await textOf(page, 'h1', 'Ada');
    await page.close();
  });

  it('says so when nobody is found', async () => {
    const page = await open('/app/demo/people?q=nobody-has-this');
    await textOf(page, 'main', 'No one has “nobody-has-this”');
    await page.close();
  });

  it('shows who the person is, what they are worth, and marks the anonymous part', async () => {
    const page = await open(`/app/demo/people/find?identity=${encodeURIComponent(ADA)}`);
    await textOf(page, 'h1', 'Ada');
    expect(await textOf(page, '.facts', 'Revenue')).toContain('$49.99');
    expect((await textsOf(page, '.identities .tag')).sort()).toEqual(['anonymous', 'named']);
    expect(await textsOf(page, '.timeline h3')).toHaveLength(1);

    const lines = await page.evaluate(() =>
      [...document.querySelectorAll('.line')].map((line) => ({
        what: line.querySelector('.entry-what b')?.textContent,
        anonymous: line.classList.contains('line-anonymous'),
      })),
    );
    expect(lines).toContainEqual({ what: 'Viewed Pricing', anonymous: true });
    expect(lines).toContainEqual({ what: 'Purchased', anonymous: false });

    await page.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('.event-filter select')!;
      select.value = 'Purchased';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await page.until(() => document.querySelectorAll('.line').length === 1);
    expect(await page.address()).toContain('?event=Purchased');
    await page.close();
  });
});

describe('why one person', () => {
  it('takes a link away after asking, and says that they are two', async () => {
    const VISITOR = '3pPnc4dcQ8VJZAjAdNJbnWSbKkE=';
    await hit({ _k: 'demo', _p: VISITOR, _n: 'Viewed Pricing' });
    await hit({ _k: 'demo', _p: VISITOR, _n: 'wrong@shop.example', _y: 'f' }, 'a');
    await collector.person('demo', 'wrong@shop.example');

    const page = await open('/app/demo/people/find?identity=wrong@shop.example');
    await page.until(() => document.querySelector('.identities .button-small'));
    await page.click('.identities .button-small');
    await textOf(page, 'fieldset.confirm legend', 'Unlink');
    await page.press('Enter');
    await page.until(() => !document.querySelector('fieldset.confirm'));
    await page.click('.identities .button-small');
    await page.click('fieldset.confirm button');
    await textOf(page, '.said', 'are two people now');
    await textOf(page, '.identities .reason', 'removed by hand');
    expect(await textsOf(page, '.identities .tag')).toEqual(['named']);
    await page.close();
  });
});

describe('a link that is held', () => {
  it('joins once somebody has looked at it and approved it', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `name-${index}@shop.example`);
    for (const [index, name] of names.slice(1).entries())
      await hit({ _k: 'demo', _p: names[index]!, _n: name, _t: `${1_700_000_000 + index}` }, 'a');
    await collector.person('demo', 'name-5@shop.example');

    const page = await open('/app/demo/people/find?identity=name-5@shop.example');
    await textOf(page, '.identities .reason', 'held: too many identities for one person');
    expect(await textsOf(page, '[aria-labelledby=identities] .tag')).toHaveLength(1);
    const pair = 'name-5@shop.example and name-4@shop.example';
    await page.click(`[aria-label="Approve ${pair}"]`);
    await textOf(page, 'fieldset.confirm', `Are ${pair} one person?`);
    await page.click('fieldset.confirm button');
    await textOf(page, '.said', `${pair} are one person now.`);
    await page.until(
      () => document.querySelectorAll('[aria-labelledby=identities] .tag').length === 6,
    );
    expect(await textsOf(page, '.identities .reason')).toEqual([]);
    expect(await page.problems()).toEqual([]);
    await page.close();
  });
});

describe('a property', () => {
  it('shows what it was before, under the name that counts', async () => {
    const BOB = 'bob@shop.example';
    const days = (ago: number) => ({
      _t: `${Math.floor(Date.now() / 1000) - ago * 86_400}`,
      _d: '1',
    });
    await hit({ _k: 'demo', _p: BOB, Plan: 'Free', ...days(3) }, 's');
    await hit({ _k: 'demo', _p: BOB, plan: 'Team', ...days(2) }, 's');
    await hit({ _k: 'demo', _p: BOB, Plan: 'Pro', ...days(1) }, 's');
    await hit({ _k: 'demo', _p: BOB, Plan: 'Pro', Seats: '5' }, 's');
    await collector.person('demo', BOB);
    const properties = '/api/sites/demo/catalogue/properties/plan';
    await collector.ask('PATCH', properties, { mergedInto: 'Plan' });

    const page = await open(`/app/demo/people/find?identity=${BOB}`);
    await textOf(page, '.properties', 'Plan');
    expect(await textsOf(page, '.properties dt')).toEqual(['Plan', 'Seats']);
    await textOf(page, '.properties summary', '2 before');
    await page.click('.properties summary');
    expect((await textsOf(page, '.properties li')).map((text) => text.split(' since ')[0])).toEqual(
      ['Pro', 'Team', 'Free'],
    );
    await collector.ask('PATCH', properties, { mergedInto: null });
    await page.close();
  });
});

describe('Install', () => {
  it('has the snippet of the site, and turns green when the first hit arrives', async () => {
    await collector.site('fresh');
    const page = await open('/app/fresh/install');
    await textOf(page, '.first-hit', 'Waiting for the first hit');
    expect(await textOf(page, 'pre', '<script>')).toContain(`${collector.url}/fresh.2.js`);

    await hit({ _k: 'fresh', _p: ADA, _n: 'Signed Up' });
    expect(await textOf(page, '.first-hit.arrived', 'Hits arrive')).toContain(
      'The event “Signed Up” came at',
    );
    await page.close();
  });
});

it('signs everybody out at once, the analyst too (S23)', async () => {
  const other = await openApp(browser, collector);
  const page = await open('/app/demo/settings/tokens');
  for (const within of ['[aria-labelledby=sessions] > button', '.confirm button']) {
    await page.until((within) => document.querySelector(within), within);
    await page.click(within);
  }
  await textOf(page, 'h1', 'Sign in to kmq');
  const late = await other.open(`${collector.url}/app/demo/people`);
  await textOf(late, 'h1', 'Sign in to kmq');
  await other.close();
});
