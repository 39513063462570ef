import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Browser,
  type Click,
  ENGINES,
  launch,
  type Page,
  type Profile,
} from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, type PageParts, push, type Site } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
  tracked.pages.add(
    'away.html',
    '<!doctype html><title>Away</title><link rel="icon" href="data:,">',
  );
});
afterAll(() => tracked?.close());

interface Case {
  what: string;
  /** Chromium is enough where no other browser could do it in its own way. */
  alike?: true;
  /** The arguments of `trackClick` before the name; several are several calls. */
  targets: string[];
  body: string;
  /** Runs in the page once it has the body. */
  prepare?(): void;
  act(page: Page): Promise<void>;
  /** How often each target counts. */
  counts: number[];
}

const click =
  (selector: string): Case['act'] =>
  (page) =>
    page.click(selector);

const focusAndPress =
  (selector: string, key: string): Case['act'] =>
  async (page) => {
    await page.evaluate((name) => document.querySelector<HTMLElement>(name)?.focus(), selector);
    await page.press(key);
  };

const LINK = '<a id="link" href="#there">There</a>';
const BUTTON = '<button id="go" type="button"><b>Go</b></button>';
const TERMS = '<label class="terms" for="box">I agree</label><input id="box" type="checkbox">';

const CASES: Case[] = [
  {
    what: 'a child of the element',
    alike: true,
    targets: ['go'],
    body: BUTTON,
    act: click('b'),
    counts: [1],
  },
  {
    what: 'an element that was added later (C22, C25)',
    alike: true,
    targets: ['#late', '.late', 'p button[data-late]'],
    body: '<p></p>',
    act: async (page) => {
      await page.evaluate(() => {
        document.querySelector('p')!.innerHTML =
          '<button id="late" class="late" data-late>Late</button>';
      });
      await page.click('button');
    },
    counts: [1, 1, 1],
  },
  {
    what: 'an element in an open shadow root',
    targets: ['inner', 'host'],
    body: '<div id="host"></div>',
    prepare: () => {
      document.querySelector('#host')!.attachShadow({ mode: 'open' }).innerHTML =
        '<button id="inner">In</button>';
    },
    act: (page) =>
      page.evaluate(() =>
        document.querySelector('#host')!.shadowRoot!.querySelector('button')!.click(),
      ),
    counts: [1, 1],
  },
  {
    what: 'a link in a drawing',
    targets: ['drawn', 'svg a'],
    body: `<svg width="90" height="90"><a id="drawn" href="#there"><circle r="40" cx="45" cy="45"/></a></svg>`,
    act: click('circle'),
    counts: [1, 1],
  },
  {
    what: 'Enter on a link',
    targets: ['link'],
    body: LINK,
    act: focusAndPress('a', 'Enter'),
    counts: [1],
  },
  {
    what: 'Enter on a button',
    targets: ['go'],
    body: BUTTON,
    act: focusAndPress('button', 'Enter'),
    counts: [1],
  },
  {
    what: 'Space on a button',
    targets: ['go'],
    body: BUTTON,
    act: focusAndPress('button', 'Space'),
    counts: [1],
  },
  {
    what: 'a click whose propagation the page stops',
    targets: ['go'],
    body: BUTTON,
    prepare: () => {
      for (const target of [document, document.querySelector('#go')!])
        target.addEventListener('click', (event) => event.stopImmediatePropagation(), true);
    },
    act: click('b'),
    counts: [1],
  },
  {
    what: 'a label, once, though it clicks its control, too',
    targets: ['.terms', 'box', ':is(label,input)'],
    body: TERMS,
    act: click('label'),
    counts: [1, 1, 1],
  },
  {
    what: 'a control that is clicked after its label',
    alike: true,
    targets: ['box'],
    body: TERMS,
    act: async (page) => {
      await page.click('label');
      await page.click('#box');
    },
    counts: [2],
  },
  {
    what: 'a label around its control',
    targets: ['wrap', 'wrapped'],
    body: '<label id="wrap">I agree <input id="wrapped" type="checkbox"></label>',
    act: click('label'),
    counts: [1, 1],
  },
  {
    what: 'no element by a bare tag name (C21)',
    alike: true,
    targets: ['button'],
    body: BUTTON,
    act: click('b'),
    counts: [0],
  },
];

describe.each(ENGINES)('clicks in %s', (engine) => {
  let browser: Browser;
  let profile: Profile;
  /** Most tests share it: a new tab costs more than they do. */
  let page: Page;
  beforeAll(async () => {
    browser = await launch(engine);
    profile = await browser.profile();
    page = await profile.open();
  });
  afterAll(() => browser?.close());

  let number = 0;
  /** Shows a page of a new site. */
  const show = async (tab: Page, parts: PageParts): Promise<Site> => {
    const site = await createSite(tracked, `clicks-${engine}-${++number}`);
    await tab.goto(tracked.pages.url + site.add('page.html', parts));
    await tab.until(() => 'KM' in window);
    return site;
  };

  const cases = CASES.filter(({ alike }) => !alike || engine === 'chromium');
  describe('that one page sees, one after the other', () => {
    let site: Site;
    beforeAll(async () => {
      site = await show(page, {});
    });

    it.each(cases.map((each, n) => [each.what, n, each] as const))(
      'counts %s',
      async (_, n, { targets, body, prepare, act, counts }) => {
        await page.evaluate((html) => {
          document.body.innerHTML = html;
        }, body);
        if (prepare) await page.evaluate(prepare);
        // What the cases before have tracked counts, too, under names of theirs.
        const nameOf = (index: number) => `${n} ${index}`;
        await push(page, ...targets.map((target, index) => ['trackClick', target, nameOf(index)]));
        await act(page);
        const names = namesOf(await site.settled(page));
        expect(names.filter((name) => name.startsWith(`${n} `)).sort()).toEqual(
          targets.flatMap((_, index) => Array<string>(counts[index]!).fill(nameOf(index))),
        );
        expect(await page.problems()).toEqual([]);
      },
    );
  });

  it('tracks elements and lists of them', async () => {
    const site = await show(page, {
      body: `<button class="one">One</button><button class="two">Two</button><button class="three">Three</button>
        <script>_kmq.push(['trackClick', document.querySelector('.one'), 'One', { Plan: 'Pro' }],
          ['trackClick', document.querySelectorAll('.two, .three'), 'Many'])</script>`,
    });
    for (const name of ['.one', '.two', '.three']) await page.click(name);
    const hits = await site.settled(page);
    expect(namesOf(hits)).toEqual(['One', 'Many', 'Many']);
    expect(hits.find(({ _n }) => _n === 'One')).toMatchObject({ Plan: 'Pro' });
  });

  it('warns once of a malformed selector, and tracks the others (C25)', async () => {
    const tab = await profile.open();
    const site = await show(tab, { body: BUTTON });
    await push(tab, ['trackClick', 'a[', 'Broken'], ['trackClick', 'go', 'Went']);
    await tab.click('b');
    await tab.click('b');
    expect(namesOf(await site.settled(tab))).toEqual(['Went', 'Went']);
    expect(await tab.problems()).toEqual([expect.stringContaining('a[')]);
    await tab.close();
  });

  it('counts Enter in a form as one click and one submit, where both are tracked', async () => {
    const site = await show(page, {
      body: `<form id="form"><input name="q"><button id="go">Go</button></form>
        <script>_kmq.push(['trackClick', 'go', 'Clicked Go'], ['trackSubmit', 'form', 'Submitted']);
          form.addEventListener('submit', (event) => event.preventDefault())</script>`,
    });
    await page.fill('input', 'rake');
    await focusAndPress('input', 'Enter')(page);
    const hits = await site.settled(page);
    expect(namesOf(hits)).toEqual(['Clicked Go', 'Submitted']);
    expect(hits.find(({ _n }) => _n === 'Submitted')).toMatchObject({ q: 'rake' });
  });

  it('counts a click on an outbound link before the browser follows it (C24)', async () => {
    const away = `http://localhost:${tracked.pages.port}/away.html`;
    const site = await show(page, {
      body: `<a class="external" href="${away}">Away</a>
        <script>_kmq.push(['trackClickOnOutboundLink', 'a.external', 'Clicked External Link'])</script>`,
    });
    const from = await page.address();
    await page.click('a');
    await page.until(() => document.title === 'Away');
    expect(await page.address()).toBe(away);
    await until('the click', async () => namesOf(await site.hits()).length > 0);
    // Back on the page, whatever it had left arrives before the mark.
    await page.goto(from);
    expect(namesOf(await site.settled(page))).toEqual(['Clicked External Link']);
  });

  /** WebKit's driver knows neither other buttons nor clicks with a key held. */
  const isFullMouse = engine !== 'webkit';

  if (isFullMouse)
    it('counts no click of the right button, which opens a menu', async () => {
      const site = await show(page, { body: LINK });
      await push(page, ['trackClick', 'link', 'Clicked']);
      await page.click('a', { button: 'right' });
      await page.click('a');
      expect(namesOf(await site.settled(page))).toEqual(['Clicked']);
    });

  const BLANK = ['target=_blank', undefined, 'target="_blank"'] as const;
  const ELSEWHERE: readonly (readonly [string, Click | undefined, string])[] = isFullMouse
    ? [
        ['the middle button', { button: 'middle' }, ''],
        ['Ctrl', { modifier: 'Control' }, ''],
        ['Shift', { modifier: 'Shift' }, ''],
        BLANK,
      ]
    : [BLANK];
  it.each(ELSEWHERE)(
    'counts a click that opens another tab by %s, and lets it (C23)',
    async (how, click, attributes) => {
      const site = await show(page, {
        body: `<a ${attributes}>Away</a><script>const a = document.querySelector('a');
        a.href = '/away.html?from=' + location.pathname;
        _kmq.push(['trackClick', 'a[href]', 'Clicked'])</script>`,
      });
      await page.click('a', click);
      expect(namesOf(await site.settled(page))).toEqual(['Clicked']);
      expect(await page.evaluate(() => document.title)).toBe('Page');
      const asked = () =>
        tracked.pages.requests.filter(({ path }) => path.endsWith(`from=/${site.key}-page.html`));
      await until(`the tab that ${how} opens`, () => asked().length > 0);
      expect(asked()).toHaveLength(1);
    },
  );
});
