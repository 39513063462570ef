import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, clickText, openApp, rowsOf, textOf, textsOf } from './support/app.js';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch, type Page, type Profile } from './support/launch.js';

/**
 * Ten people of a small company, days ago: all visit, six sign up a day later, four come back after a week, three
 * pay 49.99, and the first one, whose visit was anonymous, gets it back.
 */
const PEOPLE = Array.from({ length: 10 }, (_, index) => `person-${index}@saas.example`);
const FIRST = PEOPLE[0]!;
const VISITOR = '2oPnc4dcQ8VJZAjAdNJbnWSbKkE=';
const DAY_SECONDS = 86_400;

const FUNNEL = 'step=Visited+Site&step=Signed+Up&step=Purchased';

let collector: Collector;
let browser: Browser;
let analyst: Profile;

/** Noon, so many days ago. */
const noon = (daysAgo: number): number =>
  (Math.floor(Date.now() / 1000 / DAY_SECONDS) - daysAgo) * DAY_SECONDS + DAY_SECONDS / 2;

const line = (kind: string, daysAgo: number, fields: Record<string, string>): string =>
  `${kind}?${new URLSearchParams({ ...fields, _t: `${noon(daysAgo)}`, _d: '1' })}`;

const HISTORY = [
  ...PEOPLE.slice(0, 6).map((person, index) =>
    line('s', 21, { _p: person, Plan: index < 4 ? 'Pro' : 'Free' }),
  ),
  ...PEOPLE.map((person, index) =>
    line('e', 20, { _p: index === 0 ? VISITOR : person, _n: 'Visited Site' }),
  ),
  line('a', 19, { _p: VISITOR, _n: FIRST, _y: 'i' }),
  ...PEOPLE.slice(0, 6).map((person) => line('e', 19, { _p: person, _n: 'Signed Up' })),
  ...PEOPLE.slice(0, 4).map((person) => line('e', 12, { _p: person, _n: 'Logged In' })),
  ...PEOPLE.slice(0, 3).map((person) =>
    line('e', 10, { _p: person, _n: 'Purchased', Revenue: '49.99' }),
  ),
  line('e', 5, { _p: FIRST, _n: 'Refunded', Revenue: '-49.99' }),
].join('\n');

beforeAll(async () => {
  collector = await startCollector();
  await collector.site('saas');
  await collector.site('quiet');
  const answer = await fetch(`${collector.url}/?_k=saas`, { method: 'POST', body: HISTORY });
  expect(answer.status).toBe(200);
  await collector.person('saas', FIRST);
  browser = await launch('chromium');
  analyst = await openApp(browser, collector);
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

const open = (path: string): Promise<Page> => analyst.open(`${collector.url}/app/saas/${path}`);

/** The people of the panel, once there are so many. */
const peopleOf = async (page: Page, count: number): Promise<string[]> => {
  await page.until((count) => document.querySelectorAll('.panel-people a').length === count, count);
  return (await textsOf(page, '.panel-people a')).sort();
};

describe('Funnels', () => {
  it('counts the steps that were chosen with the keyboard, and writes them into the address', async () => {
    const page = await open('funnels');
    await page.until(() => document.querySelector('[aria-label="Step 1"]'));
    await choose(page, 'Step 1', 'Visited Site');
    await choose(page, 'Step 2', 'Signed Up');
    expect(await textOf(page, '.answer', 'converted')).toContain('60.0%');
    await page.click('.steps + .tools button');
    await page.until(() => document.querySelector('[aria-label="Step 3"]'));
    await choose(page, 'Step 3', 'Purchased');
    expect(await textOf(page, '.answer', '3 of 10 people')).toContain('30.0%');
    expect(await page.address()).toContain(FUNNEL);
    expect(await textsOf(page, '.funnel-people b')).toEqual(['10', '6', '3']);
    const [first] = await textsOf(page, '.funnel-gap');
    expect(first).toContain('60.0% continued (6 of 10), median 1 d');
    expect(await textOf(page, '.took', 'hits read')).toMatch(/As of \d\d:\d\d:\d\d, \d+ hits read/);

    await page.evaluate(() => history.back());
    await textOf(page, '.answer', '6 of 10 people');
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('opens who dropped, and Escape closes them', async () => {
    const page = await open(`funnels?${FUNNEL}`);
    await page.until(() => document.querySelector('.funnel-gap .door'));
    await page.click('.funnel-gap .door');
    expect(await peopleOf(page, 4)).toEqual(PEOPLE.slice(6));
    expect(await page.address()).toContain('pick.step=1&pick.outcome=dropped');
    expect(await textsOf(page, '#panel-title')).toEqual(['“Visited Site”, then not “Signed Up”']);

    await page.press('Escape');
    await page.until(() => !document.querySelector('.panel'));
    expect(await page.address()).not.toContain('pick');
    await page.evaluate(() => history.back());
    await peopleOf(page, 4);
    await page.close();
  });

  it('shows by a link who converted, and leads to the person and back', async () => {
    const page = await open(`funnels?${FUNNEL}&pick.step=3&pick.outcome=converted`);
    expect(await peopleOf(page, 3)).toEqual(PEOPLE.slice(0, 3));
    await page.click('.panel-people a');
    await textOf(page, '.timeline', 'Visited Site');
    await page.evaluate(() => history.back());
    await peopleOf(page, 3);
    await page.close();
  });

  it('tells people apart by a property', async () => {
    const page = await open(`funnels?${FUNNEL}&segment=Plan`);
    await textOf(page, '#segments', 'By Plan');
    const rows = await rowsOf(page, '.figures tbody');
    expect(rows).toEqual(
      expect.arrayContaining([
        ['Pro', '4', '4100.0%', '375.0%'],
        ['Free', '2', '2100.0%', '00.0%'],
        ['(not set)', '4', '00.0%', '00.0%'],
      ]),
    );
    await page.close();
  });

  it('offers the reading that answers where most people have no value', async () => {
    const page = await open(`funnels?${FUNNEL}&segment=Plan&of=event`);
    expect(await textOf(page, '.suggestion', 'With')).toContain(
      'With the value of the person, at or after the first step, only 4 people would have none.',
    );
    await page.click('.suggestion button');
    await textOf(page, '#segments', 'By Plan');
    await textOf(page, '[aria-labelledby=segments] tbody', 'Pro');
    expect(await page.address()).toContain('segment=Plan&of=person&at=step1OrAfter');
    await page.close();
  });

  it('says why there is nothing, and what to do', async () => {
    const page = await open('funnels?step=Signed+up&step=Purchased');
    expect(await textOf(page, 'main', 'has 0 hits')).toContain('Did you mean Signed Up (6)?');
    await page.goto(`${collector.url}/app/quiet/funnels`);
    await textOf(page, 'pre', "_kmq.push(['record'");
    await page.close();
  });

  it('can be cancelled, and run again', async () => {
    const page = await open('funnels');
    await page.until(() => document.querySelector('[aria-label="Step 1"]'));
    await page.evaluate(() => {
      const { fetch } = window;
      window.fetch = async (path, init) => {
        if (String(path).endsWith('/reports/funnel'))
          await new Promise((_, leave) => init?.signal?.addEventListener('abort', leave));
        return fetch(path, init);
      };
      Object.assign(window, { mend: () => Object.assign(window, { fetch }) });
    });
    await choose(page, 'Step 1', 'Visited Site');
    await choose(page, 'Step 2', 'Signed Up');
    await textOf(page, '.progress', 'Counting');
    await page.click('.progress button');
    await textOf(page, '.progress', 'Cancelled');
    await page.evaluate(() => (window as unknown as { mend: () => void }).mend());
    await page.click('.progress button');
    await textOf(page, '.answer', '6 of 10 people');
    await page.close();
  });
});

describe('Revenue', () => {
  it('shows totals, the curve’s figures as a table, and who paid', async () => {
    const page = await open('revenue?by=month&range=12m&group=Plan');
    await textOf(page, '.big-figures', 'Revenue');
    const figures = (await textsOf(page, '.big-figures dd')).map((text) => text.split(' ')[0]);
    expect(figures.slice(0, 5)).toEqual(['$99.98', '3', '$33.33', '10', '$10.00']);
    await page.until(() => document.querySelector('.chart canvas'));
    expect((await textsOf(page, '.chart-legend b')).length).toBe(1);
    expect(await rowsOf(page, '[aria-labelledby=groups] tbody')).toEqual(
      expect.arrayContaining([['Pro', '$99.98', '4', '3', '$33.33']]),
    );

    await page.click('.big-figures .door');
    expect(await peopleOf(page, 3)).toEqual(PEOPLE.slice(0, 3));
    expect(await page.problems()).toEqual([]);
    await page.close();
  });

  it('takes dates of one’s own', async () => {
    const date = new Date(noon(5) * 1000).toISOString().slice(0, 10);
    const page = await open(`revenue?from=${date}&through=${date}`);
    expect(await textOf(page, '.big-figures', '-$49.99')).toContain('Payers0');
    expect(
      await page.evaluate(
        () => document.querySelector<HTMLInputElement>('[aria-label="First day"]')?.value,
      ),
    ).toBe(date);
    await page.close();
  });
});

describe('Cohorts', () => {
  it('shows who came back, and opens them', async () => {
    const page = await open('cohorts?first=Signed+Up&again=Logged+In');
    await textOf(page, '.triangle', '66.7%');
    const cohort = (await rowsOf(page, '.triangle tbody')).find(([, people]) => people === '6');
    expect(cohort?.slice(1, 4)).toEqual(['6', '0.0%', '66.7%']);
    await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.heat-door')]
        .find((door) => door.textContent?.startsWith('66.7%'))
        ?.click(),
    );
    expect(await peopleOf(page, 4)).toEqual(PEOPLE.slice(0, 4));
    expect(await page.problems()).toEqual([]);
    await page.close();
  });
});

describe('Activity', () => {
  it('counts hits and people of each event, and opens them', async () => {
    const page = await open('activity');
    await textOf(page, '[aria-labelledby=events]', 'Visited Site');
    expect(await rowsOf(page, '[aria-labelledby=events] tbody')).toEqual(
      expect.arrayContaining([
        ['Visited Site', '10', '10', '1.0'],
        ['Purchased', '3', '3', '1.0'],
      ]),
    );
    await page.goto(`${collector.url}/app/saas/activity?pick.event=Logged+In`);
    expect(await peopleOf(page, 4)).toEqual(PEOPLE.slice(0, 4));
    await page.close();
  });

  it('splits the hits of one event by a property, and opens the people of a value', async () => {
    const page = await open('activity?event=Signed+Up&group=Plan');
    await textOf(page, '#events', 'By Plan');
    expect(await rowsOf(page, '[aria-labelledby=events] tbody')).toEqual([
      ['Pro', '4', '4', '1.0'],
      ['Free', '2', '2', '1.0'],
    ]);
    await page.click('[aria-labelledby=events] tbody .door');
    expect(await peopleOf(page, 4)).toEqual(PEOPLE.slice(0, 4));
    await page.close();
  });

  it('saves the table that the API makes of it as CSV', async () => {
    const page = await open('activity?event=Purchased');
    await page.until(() => document.querySelector('.screen-aside .button'));
    await page.evaluate(() => {
      URL.createObjectURL = (blob) => {
        void (blob as Blob).text().then((csv) => Object.assign(window, { csv }));
        return '#';
      };
    });
    await page.click('.screen-aside .button');
    const csv = await page.until(() => (window as unknown as { csv?: string }).csv);
    const [columns, ...rows] = csv.trim().split('\r\n');
    expect(columns).toBe('event,group,start,count,people,position');
    expect(rows).toContain('Purchased,,,3,3,0');
    await page.close();
  });
});

describe('Health', () => {
  it('says what is wrong, what shows it and what to do, and counts it in the rail', async () => {
    await collector.site('sick');
    const hits = ['Signed Up', 'signed up'].map((name) => line('e', 1, { _p: FIRST, _n: name }));
    await fetch(`${collector.url}/?_k=sick`, { method: 'POST', body: hits.join('\n') });
    await collector.person('sick', FIRST);
    const page = await analyst.open(`${collector.url}/app/sick/health`);
    const text = await textOf(page, '[aria-labelledby=similar_event_names]', 'Warning');
    expect(text).toContain('Signed Up (1)');
    const counted = await textOf(page, '.finding-count', 'finding');
    expect(counted).toMatch(/^\d/);
    await page.click('[aria-labelledby=similar_event_names] summary');
    await page.fill('[aria-labelledby=similar_event_names] input', 'Two apps, two spellings');
    await clickText(page, 'button', 'Dismiss finding');
    expect(await textOf(page, '.dismissed', 'Two apps')).toContain('1 dismissed finding');
    await page.until(
      (counted) => document.querySelector('.finding-count')?.textContent !== counted,
      counted,
    );
    await page.click('.dismissed > summary');
    await clickText(page, '.dismissed button', 'Restore');
    await page.until(() => !document.querySelector('.dismissed'));
    await textOf(page, '.finding-count', counted);
    await page.goto(`${collector.url}/app/quiet/health`);
    await textOf(page, 'main', 'No problems found');
    expect(await page.problems()).toEqual([]);
    await page.close();
  });
});

describe('the dates', () => {
  it('go along from report to report, and live in the address', async () => {
    const page = await open(`funnels?${FUNNEL}`);
    await textOf(page, '.answer', '3 of 10');
    await page.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('[aria-label=Dates]')!;
      select.value = '7d';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await textOf(page, 'main', 'none in this period');
    await page.click('#rail a[href*=revenue]');
    await textOf(page, 'h1', 'Revenue');
    expect(await page.address()).toMatch(/revenue\?range=7d$/);
    await page.close();
  });
});
