import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportedHit } from './support/collector.js';
import { type Browser, ENGINES, launch, type Page } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, type PageParts, push, type Site } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
  tracked.pages.add(
    'forget.html',
    `<!doctype html><title>Forget</title><link rel="icon" href="data:,"><script>
      for (const pair of document.cookie.split('; ')) document.cookie = pair + ';path=/;max-age=0';
      localStorage.clear();
    </script>`,
  );
});
afterAll(() => tracked?.close());

/** What a hit says beside its person, time and id. */
const propertiesOf = (hit: ExportedHit | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(hit ?? {}).filter(([name]) => !name.startsWith('_')));

/** Hits in short: `i: <anonymous> is <name>` for links, else what who did. */
const storyOf = (hits: ExportedHit[]): string[] =>
  hits
    .map(({ _n, _p, _p2, _y }) => (_p2 ? `${_y}: ${_p} is ${_p2}` : `${_n ?? 'set'} by ${_p}`))
    .filter((line) => !/^(Page View|Visited Site) /.test(line));

const SENDS: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  [
    'Enter',
    async (page) => {
      await page.fill('input', 'Paris');
      await page.evaluate(() => document.querySelector('input')!.focus());
      await page.press('Enter');
    },
  ],
  ['its button', (page) => page.click('#send')],
  [
    'requestSubmit()',
    (page) => page.evaluate(() => document.querySelector('form')!.requestSubmit()),
  ],
];

describe.each(ENGINES)('forms in %s', (engine) => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch(engine);
    page = await (await browser.profile()).open();
  });
  afterAll(() => browser?.close());

  let number = 0;
  const start = async (): Promise<Site> => createSite(tracked, `forms-${engine}-${++number}`);
  /** A page of a new site, for a visitor nobody has seen. */
  const show = async (parts?: PageParts): Promise<Site> => {
    const site = await start();
    const path = parts ? site.add('page.html', parts) : await site.file('form.html');
    await page.goto(`${tracked.pages.url}/forget.html`);
    await page.goto(tracked.pages.url + path);
    await page.until(() => 'KM' in window);
    return site;
  };

  it.each(SENDS)(
    'counts a form that is sent by %s, with its fields (C26, C27)',
    async (_, send) => {
      const site = await show();
      await send(page);
      const hits = await site.settled(page);
      expect(namesOf(hits)).toEqual(['Ordered']);
      expect(propertiesOf(hits.find(({ _n }) => _n === 'Ordered'))).toEqual({
        Step: 'Last',
        city: 'Paris',
        address_street: 'Rue A',
        size: 'M',
        gift: 'yes',
        extras: 'gloves,soil  5 l',
        plan: 'p1',
        seat: 'Window',
        wish: '12',
        reason: 'Because',
        hidden_on_request: 'yes',
        expected_delivery: 'Monday',
        order_number: '4111 1111 1111 1112',
      });
      expect(await page.problems()).toEqual([]);
    },
  );

  it('counts no form that code sends by submit(), which no event tells of (C26)', async () => {
    const site = await show({
      body: `<form id="order"><input name="city"></form>
        <script>_kmq.push(['trackForm', 'order', 'Ordered'])</script>`,
    });
    const before = await page.address();
    await page.evaluate(() => document.querySelector('form')!.submit());
    await page.until((address) => location.href !== address && 'KM' in window, before);
    await page.evaluate(() => document.querySelector('form')!.requestSubmit());
    await until('the form', async () => namesOf(await site.hits()).length > 0);
    await page.until(() => 'KM' in window);
    expect(namesOf(await site.settled(page))).toEqual(['Ordered']);
  });

  it('counts a form that was added later, and the page it leads to', async () => {
    const site = await show({ title: 'Before', body: '<div></div>' });
    const then = site.add('then.html', { title: 'Then' });
    await push(page, ['trackForm', '.late', 'Ordered']);
    await page.evaluate((action) => {
      document.querySelector('div')!.innerHTML =
        `<form class="late" action="${action}"><input name="city" value="Oslo"><button>Go</button></form>`;
    }, then);
    await page.click('button');
    await page.until(() => document.title === 'Then' && 'KM' in window);
    await until('the form', async () => namesOf(await site.hits()).length > 0);
    const hits = await site.settled(page);
    expect(namesOf(hits)).toEqual(['Ordered']);
    expect(hits.find(({ _n }) => _n === 'Ordered')).toMatchObject({ city: 'Oslo' });
    expect(hits.filter(({ _n }) => _n === 'Page View')).toHaveLength(2);
  });

  it('names a visitor by a field of the form, before the event, until a call names her (C27)', async () => {
    const site = await show({
      body: `<form><input name="user[Email]" type="email" value=" typo@example.com "><button>Go</button></form>
        <script>
          _kmq.push(['trackSubmit', 'body form', 'Signed Up']);
          document.forms[0].addEventListener('submit', (event) => event.preventDefault());
        </script>`,
    });
    const anonymous = await page.evaluate(() =>
      (window as never as { KM: { i(): string } }).KM.i(),
    );
    await page.click('button');
    // Weak: a typing error binds nobody, so a call ties the visitor, not the error, to the name it tells.
    await push(page, ['identify', 'ada@example.com'], ['record', 'Signed In']);
    // By then she has a name.
    await page.evaluate(() => {
      document.querySelector('input')!.value = 'other@example.com';
    });
    await page.click('button');
    expect(storyOf(await site.settled(page))).toEqual([
      `f: ${anonymous} is typo@example.com`,
      'Signed Up by typo@example.com',
      `i: ${anonymous} is ada@example.com`,
      'Signed In by ada@example.com',
      'Signed Up by ada@example.com',
    ]);
  });
});

describe('identity fields', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('chromium');
  });
  afterAll(() => browser?.close());

  const TEXT = 'type="text"';
  const FIELDS = [
    ['userid', TEXT, 'u-17', true],
    ['user_id', TEXT, 'u-17', true],
    ['account[login]', TEXT, 'ada', true],
    ['User-Name', TEXT, 'ada', true],
    ['email', TEXT, 'ada@example.com', true],
    ['email', 'type="email"', 'ada@example.com', true],
    ['email', TEXT, 'not an address', false],
    ['email', TEXT, '   ', false],
    ['login', 'type="checkbox" checked', 'ada', false],
    ['login', 'type="radio" checked', 'ada', false],
    ['login', 'type="password"', 'ada', false],
    ['login', `${TEXT} class="km_ignore"`, 'ada', false],
    ['nickname', TEXT, 'ada', false],
  ] as const;

  it('name who fills them in, choices and secrets never', async () => {
    const site = await createSite(tracked, 'forms-fields');
    const path = site.add('page.html', {
      body: FIELDS.map(
        ([name, attributes, value], n) =>
          `<form id="f${n}"><input name="${name}" ${attributes} value="${value}"></form>`,
      ).join(''),
    });
    const page = await (await browser.profile()).open(tracked.pages.url + path);
    await page.until(() => 'KM' in window);
    await push(page, ...FIELDS.map((_, n) => ['trackSubmit', `f${n}`, 'Sent']));
    const seen = await page.evaluate(() => {
      const { _kmq } = window as never as { _kmq: unknown[] };
      return [...document.forms].map((form) => {
        form.addEventListener('submit', (event) => event.preventDefault());
        form.requestSubmit();
        const isNamed = document.cookie.includes('km_ni=');
        _kmq.push(['clearIdentity']);
        return isNamed;
      });
    });
    expect(FIELDS.map((field, n) => [...field.slice(0, 3), seen[n]])).toEqual(FIELDS);
  });

  it('and captured fields are left alone where a page says so', async () => {
    const site = await createSite(tracked, 'forms-off');
    const path = site.add('page.html', {
      head: '<script>KM_SKIP_FORM_FIELDS = 1</script>',
      body: `<form id="f"><input name="email" value="ada@example.com"><input name="city" value="Paris"></form>
        <script>f.addEventListener('submit', (event) => event.preventDefault());
          _kmq.push(['trackSubmit', 'f', 'Sent', { Step: 1 }])</script>`,
    });
    const page = await (await browser.profile()).open(tracked.pages.url + path);
    await page.until(() => 'KM' in window);
    await page.evaluate(() => document.querySelector('form')!.requestSubmit());
    const hits = await site.settled(page);
    expect(propertiesOf(hits.find(({ _n }) => _n === 'Sent'))).toEqual({ Step: '1' });
    expect(hits.filter(({ _p2 }) => _p2)).toEqual([]);
  });
});
