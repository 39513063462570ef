import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIssues, openApp, readOverflow, show, textOf } from './support/app.js';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch, type Page, type Profile } from './support/launch.js';
import { until } from './support/patience.js';

/** Where `docs/app.md` has its pictures; `npm run docs:images` takes them again. */
const IMAGES = new URL('../../docs/images/', import.meta.url);

const FUNNEL = ['Visited Site', 'Viewed Pricing', 'Signed Up', 'Activated', 'Converted to Paid'];
const POPULATION = {
  and: [
    { did: { event: 'Converted to Paid' } },
    { not: { did: { event: 'Logged In', lastDays: 30 } } },
    {
      or: [
        { property: 'Plan', op: 'is', value: ['Pro', 'Team'] },
        { did: { event: 'Invited Colleague' } },
      ],
    },
  ],
};

let collector: Collector;
let browser: Browser;
/** What the app said when the made-up company was there, and the address that it led to. */
let loaded: { words: string; next: string };
/** Someone with a long story. */
let person: string;
let population: string;
let list: string;

beforeAll(async () => {
  collector = await startCollector();
  const site = '/api/sites/saas';
  await collector.site('saas', 'Small company');
  await collector.site('quiet');
  browser = await launch('chromium');
  loaded = await loadByButton();
  const [first] = (
    await until(
      'its people',
      async () => {
        const { lagSeconds } = await collector.ask<{ lagSeconds: number }>('GET', '/readyz');
        return (
          lagSeconds === 0 &&
          collector.ask<{ people: { id: string }[] }>('GET', `${site}/people?sort=-revenue&limit=1`)
        );
      },
      60_000,
    )
  ).people;
  person = first!.id;
  const saved = { name: 'Paying, but not seen lately', definition: POPULATION };
  population = (await collector.ask<{ id: string }>('POST', `${site}/populations`, saved)).id;
  const people = {
    name: 'Invited to the preview',
    identities: ['ada@example.com', 'bob@example.com'],
  };
  list = (await collector.ask<{ id: string }>('POST', `${site}/populations`, people)).id;
  const today = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
  await collector.ask('POST', `${site}/notes`, { date: today, text: 'New pricing page' });
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

/** Has the made-up company loaded as somebody does who is only looking. */
const loadByButton = async (): Promise<typeof loaded> => {
  const looker = await openApp(browser, collector);
  const page = await looker.open(`${collector.url}/app/saas/install`);
  await page.until(() => {
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Load demo data',
    );
    button?.click();
    return button;
  });
  await page.until(() => document.querySelector('progress[aria-label="Loading demo data"]'));
  const words = await until(
    'the made-up company',
    () =>
      page.evaluate(() => {
        const said = document.querySelector('[role=status]:has(a[href*=activity])');
        const next = said?.querySelector('a')?.href ?? '';
        return said && { words: said.textContent ?? '', next };
      }),
    90_000,
  );
  await looker.close();
  return words;
};

interface Screen {
  /** Name of its picture in the docs, where it has one. */
  image?: string;
  path: string;
  title: string;
  ready: string;
}

/** Every page with something in it. */
const toPages = (): Screen[] => [
  { image: 'live', path: 'live', title: 'Live', ready: '.feed-row' },
  { image: 'people', path: 'people?sort=-revenue', title: 'People', ready: 'tbody a' },
  { image: 'person', path: `people/${person}`, title: '', ready: '.timeline .line' },
  { image: 'activity', path: 'activity?range=90d&by=week', title: 'Activity', ready: 'canvas' },
  {
    image: 'funnel',
    path: `funnels?range=12m&window=30d&${FUNNEL.map((step) => `step=${encodeURIComponent(step)}`).join('&')}`,
    title: 'Funnels',
    ready: '.funnel-bar',
  },
  {
    image: 'funnel-people',
    path: 'funnels?step=Viewed+Pricing&step=Started+Trial&step=Converted+to+Paid&range=90d&window=30d&pick.step=2&pick.outcome=dropped',
    title: 'Funnels',
    ready: '.panel-people',
  },
  {
    path: 'funnels?step=Viewed+Pricing&step=Started+Trial&range=90d&segment=Pricing+Page+Experiment&at=lastEver&compare=1&pick.step=1&pick.outcome=dropped',
    title: 'Funnels',
    ready: '.panel-people',
  },
  {
    image: 'cohorts',
    path: 'cohorts?first=Signed+Up&again=Logged+In&range=90d',
    title: 'Cohorts',
    ready: '.triangle .heat',
  },
  {
    image: 'revenue',
    path: 'revenue?range=90d&by=week&compare=1&group=Source&of=event&at=firstEver',
    title: 'Revenue',
    ready: '[aria-labelledby=groups] tbody tr',
  },
  {
    image: 'experiment',
    path: 'experiments?property=Pricing+Page+Experiment&control=control&goal=Started+Trial&range=12m',
    title: 'Experiments',
    ready: '.interval',
  },
  {
    image: 'population',
    path: `populations/${population}?by=month`,
    title: 'Paying',
    ready: 'canvas',
  },
  { image: 'health', path: 'health', title: 'Health', ready: '.evidence' },
  { path: 'install', title: 'Install', ready: 'pre' },
  { image: 'settings', path: 'settings/tracking', title: 'Settings', ready: '.setting' },
];

/** The others, and pages without anything in them. */
const toOthers = (): Screen[] => [
  { path: 'populations', title: 'Populations', ready: 'tbody a' },
  { path: `populations/${population}/edit`, title: 'Change', ready: '.answer' },
  { path: `populations/${list}`, title: 'Invited', ready: '[type=file]' },
  { path: `populations/${list}/edit`, title: 'Change', ready: '[name=name]' },
  { path: 'populations/new-list', title: 'New list', ready: '[name=name]' },
  { path: 'settings', title: 'Settings', ready: '[aria-labelledby=people]' },
  { path: 'settings/names', title: 'Settings', ready: '.noted li' },
  { path: 'settings/data', title: 'Settings', ready: '[type=file]' },
  { path: 'settings/tokens', title: 'Settings', ready: '[aria-labelledby=new-token]' },
  ...['live', 'people', 'activity', 'funnels', 'cohorts', 'experiments'].map((page) => ({
    path: `../quiet/${page}`,
    title: page.charAt(0).toUpperCase() + page.slice(1),
    ready: 'main pre',
  })),
  { path: '../quiet/revenue', title: 'Revenue', ready: '.big-figures' },
  { path: '../quiet/populations', title: 'Populations', ready: 'main a' },
  { path: '../nowhere/live', title: 'Page not found', ready: 'main a' },
];

/** What is wrong with a screen: what axe finds, and what does not fit. */
const look = async (page: Page, screen: Screen): Promise<string[]> => {
  const path = new URL(`${collector.url}/app/saas/${screen.path}`);
  await show(page, path.pathname + path.search, screen);
  await page.evaluate(() => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>('main details'))
      details.open = true;
  });
  const issues = await findIssues(page);
  const overflow = await readOverflow(page);
  return [...issues, ...(overflow > 0 ? [`${overflow} px too wide`] : [])].map(
    (issue) => `${screen.path}: ${issue}`,
  );
};

/** Some hits as they come, for Live. */
const sendHits = async (): Promise<void> => {
  const send = (kind: string, fields: Record<string, string>) =>
    fetch(`${collector.url}/${kind}?${new URLSearchParams({ _k: 'saas', ...fields })}`);
  const visitor = '2oPnc4dcQ8VJZAjAdNJbnWSbKkE=';
  await send('e', { _p: visitor, _n: 'Visited Site', Source: 'Search' });
  await send('e', { _p: visitor, _n: 'Viewed Pricing', 'Viewed URL': '/pricing' });
  await send('e', { _n: 'Nobody did this' });
  await send('a', { _p: visitor, _n: 'grace@example.com', _y: 'i' });
  await send('s', { _p: 'grace@example.com', Name: 'Grace', Plan: 'Pro' });
  await send('e', { _p: 'grace@example.com', _n: 'Converted to Paid', Revenue: '49.99' });
};

/** For a dozen screens on a busy machine. */
const SLOW = 120_000;

describe('the made-up company', () => {
  it('came by the button, and the link behind it leads to what its people did', async () => {
    const [, count = ''] = /Loaded ([\d,]+) hits/.exec(loaded.words) ?? [];
    expect(Number(count.replaceAll(',', ''))).toBeGreaterThan(100_000);
    const looker = await openApp(browser, collector);
    const page = await looker.open(loaded.next);
    await textOf(page, '[aria-labelledby=events]', 'Visited Site');
    expect(await page.problems()).toEqual([]);
    await looker.close();
  });
});

describe('every page', () => {
  let reader: Profile;

  const read = async (looks: { width?: number; dark?: boolean }): Promise<Page> => {
    reader = await openApp(browser, collector, looks);
    const page = await reader.open(`${collector.url}/app/saas/live`);
    await page.until(() => document.querySelector('.state-open'));
    await sendHits();
    return page;
  };

  const LOOKS = [
    ['on a desk', {}],
    ['on a desk, in the dark', { dark: true }],
    ['on a tablet', { width: 800 }],
    ['on a tablet, in the dark', { width: 800, dark: true }],
    ['on a phone', { width: 390 }],
    ['on a phone, in the dark', { width: 390, dark: true }],
  ] as const;

  /** What is wrong with some screens, one after the other. */
  const lookAll = async (page: Page, screens: Screen[]): Promise<string[]> => {
    const found: string[] = [];
    for (const screen of screens) found.push(...(await look(page, screen)));
    return [...found, ...(await page.problems())];
  };

  it.each(LOOKS)(
    '%s fits, and has no finding of axe',
    async (_place, looks) => {
      expect(await lookAll(await read(looks), toPages())).toEqual([]);
      await reader.close();
    },
    SLOW,
  );

  it(
    'has no finding of axe where it is empty, and in its corners',
    async () => {
      expect(await lookAll(await read({}), toOthers())).toEqual([]);
      await reader.close();
    },
    SLOW,
  );

  it('would not hide a finding', async () => {
    const page = await read({});
    await show(page, '/app/saas/health', { title: 'Health', ready: '.evidence' });
    await page.evaluate(() => document.querySelector('main')?.append(new Image()));
    expect((await findIssues(page)).join()).toContain('image-alt');
    await reader.close();
  });

  it.runIf(process.env.TEST_IMAGES)(
    'has its picture in the docs',
    async () => {
      const page = await read({ width: 1100 });
      await mkdir(IMAGES, { recursive: true });
      for (const { image, path, ...screen } of toPages()) {
        if (!image) continue;
        await show(page, `/app/saas/${path}`, screen);
        // Charts and panels come a moment after their figures.
        await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
        await writeFile(new URL(`${image}.png`, IMAGES), await page.screenshot());
      }
      await reader.close();
    },
    SLOW,
  );
});
