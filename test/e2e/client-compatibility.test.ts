import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browser, launch } from './support/launch.js';
import { createSite, push } from './support/site.js';
import { startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
let browser: Browser;
let text: string;
beforeAll(async () => {
  text = await readFile(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');
  tracked = await startTracked();
  browser = await launch('chromium');
});
afterAll(async () => {
  await browser?.close();
  await tracked?.close();
});

/** The names in the first column of a section's table. */
const namesIn = (heading: string): string[] => {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const cells = [...section.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
};

it('has every call and helper that the page of compatibility promises', async () => {
  const site = await createSite(tracked, 'compatible');
  const page = await (await browser.profile()).open(tracked.pages.url + site.add('page.html'));
  await page.until(() => 'KM' in window);
  const [, added = ''] = /^kmq adds (.*?)\.\n/m.exec(text) ?? [];
  const ours = [...added.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  expect(ours).toContain('optOut');
  const promised = [
    ...namesIn('Commands'),
    ...namesIn('Helpers').map((name) => name.replace('KM.', '')),
    ...ours,
  ].filter((name) => name !== '_i');
  expect(promised.length).toBeGreaterThan(35);
  const missing = await page.evaluate((names) => {
    const { KM } = window as never as { KM: Record<string, unknown> };
    return names.filter((name) => typeof KM[name] !== 'function');
  }, promised);
  expect(missing).toEqual([]);
  expect(
    await page.evaluate(() => {
      const { KM } = window as never as { KM: { _i: string; i(): string } };
      return KM._i === KM.i() && KM._i.length;
    }),
  ).toBe(28);
});

it('records by itself, in the order of the original, what an address and a referrer tell', async () => {
  const site = await createSite(tracked, 'automatic');
  const path = site.add('landing.html', {
    title: 'Landing',
    head: `<script>KM_REFERRER = 'https://www.google.co.uk/search?q=raised+bed&hl=en'</script>`,
    body: `<script>_kmq.push(['record', 'Viewed Pricing'])</script>`,
  });
  const campaign =
    'utm_source=letter&utm_medium=email&utm_campaign=spring&utm_term=beds&utm_content=top';
  const address = `${tracked.pages.url}${path}?${campaign}&kmi=ada%40example.com&kme=Opened&km_letter=7&page=2#top`;
  const page = await (await browser.profile()).open(address);
  await page.until(() => 'KM' in window);
  await push(
    page,
    ['signedUp', 'Pro'],
    ['upgraded', 'Team'],
    ['downgraded', 'Free'],
    ['billed', 9.5, 'May'],
    ['cancelled'],
  );
  const hits = await site.settled(page);

  const recorded = `${tracked.pages.url}${path}?${campaign}&page=2#top`;
  const referrer = 'https://www.google.co.uk/search?q=raised+bed&hl=en';
  const asProperties = {
    'Campaign Source': 'letter',
    'Campaign Medium': 'email',
    'Campaign Name': 'spring',
    'Campaign Terms': 'beds',
    'Campaign Content': 'top',
  };
  const seen = hits.map((hit) =>
    Object.fromEntries(Object.entries(hit).filter(([name]) => !/^_([^npy]|p$)/.test(name))),
  );
  expect(seen).toEqual([
    // The page's own call came first and made an anonymous identity, which the address names.
    { _p2: 'ada@example.com', _y: 'u' },
    { _n: 'Opened', letter: '7' },
    { _n: 'Page View', 'Viewed URL': recorded, Referrer: referrer, 'Page Title': 'Landing' },
    { _n: 'Visited Site', URL: recorded, Referrer: referrer },
    { Referrer: referrer },
    { _n: 'Search Engine Hit', 'Search Engine': 'Google', 'Search Terms': 'raised bed' },
    { _n: 'Ad Campaign Hit', URL: recorded, ...asProperties },
    asProperties,
    { _n: 'Viewed Pricing' },
    { _n: 'Signed Up', 'Plan Name': 'Pro' },
    { _n: 'Upgraded', 'Plan Name': 'Team' },
    { _n: 'Downgraded', 'Plan Name': 'Free' },
    { _n: 'Billed', 'Billing Amount': '9.5', 'Billing Description': 'May' },
    { _n: 'Canceled' },
  ]);
  expect(await tracked.collector.people(site.key)).toHaveLength(1);
  const times = hits.map(({ _t }) => Number(_t));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(await page.address()).not.toContain('kmi');
  expect(await page.address()).toContain('km_letter=7');

  // Coming back an hour later, by a reload: a visit more, and nothing that the address asked for again.
  await page.evaluate(() => {
    for (const cookie of ['km_vs=;max-age=0', `km_lv=${Math.round(Date.now() / 1000) - 3600}`])
      Object.assign(document, { cookie: `${cookie};path=/` });
  });
  await page.evaluate(() => location.reload());
  await page.until(
    () =>
      performance.getEntriesByType('navigation')[0]?.toJSON().type === 'reload' && 'KM' in window,
  );
  const again = (await site.settled(page)).slice(hits.length);
  expect(again.map(({ _n, returning }) => _n ?? (returning && 'returning'))).toEqual([
    'Page View',
    'Visited Site',
    undefined,
    'Search Engine Hit',
    'returning',
    'Viewed Pricing',
  ]);

  const names = namesIn('Cookies');
  expect(names.length).toBeGreaterThan(5);
  await page.evaluate(() => {
    const { KM } = window as never as { KM: { ab(name: string, variants: string[]): void } };
    KM.ab('Button', ['red', 'blue']);
  });
  await push(page, ['clearIdentity'], ['identify', 'ada@example.com']);
  const cookies = await page.evaluate(() => document.cookie);
  expect(names.filter((name) => !cookies.includes(`${name}=`))).toEqual([]);
});
