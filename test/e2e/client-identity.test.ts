import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Door, startDoor } from './support/door.js';
import { type Browser, type Engine, launch, type Page, type Profile } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, push, type Site } from './support/site.js';
import { startTracked, type Tracked } from './support/tracked.js';

/** Base64 with all that percent-encoding changes, in the shape of the original's ids. */
const OLD = 'Zm9v+mFy/2Jhei9xdXV4K3p6eno=';
const OLDER = 'AAAA+BBB/CCCCDDDDEEEEFFFFG0=';
const SHAPE = /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/;

let tracked: Tracked;
let door: Door;
beforeAll(async () => {
  tracked = await startTracked();
  door = await startDoor(tracked.collector.port);
});
afterAll(async () => {
  await door?.close();
  await tracked?.close();
});

const at = (host: string, path: string) => `http://${host}:${tracked.pages.port}${path}`;
const idOf = (page: Page) =>
  page.evaluate(() => (window as never as { KM: { i(): string } }).KM.i());

/** The cookies of our names that the browser sends to the page's host, decoded, one entry each. */
const sentTo = async (page: Page): Promise<string[]> => {
  const mark = `/cookies-${Math.random()}`;
  await page.evaluate((path) => fetch(path).then(() => undefined), mark);
  const { headers } = tracked.pages.requests.find(({ path }) => path === mark)!;
  return String(headers.cookie ?? '')
    .split('; ')
    .filter((pair) => /^km_(ai|ni|nw|c|d)=/.test(pair))
    .map(decodeURIComponent)
    .sort();
};

let number = 0;
/** A page of a new site, whose collector is a neighbour of `www.shop.test`. */
const start = async (engine: string): Promise<{ site: Site; path: string }> => {
  const key = `identity-${engine}-${++number}`;
  const site = await createSite(tracked, key, `http://track.shop.test:${door.port}/${key}.2.js`);
  return { site, path: site.add('page.html') };
};

/** Notes when the answer to the renewal has been dealt with. */
const NOTE_RENEWAL = `<script>
  const original = fetch;
  fetch = (url, init) => {
    const answer = original(url, init);
    if (/i\\.js/.test(url)) answer.finally(() => setTimeout(() => { renewed = true; }));
    return answer;
  };
</script>`;

/** Writes cookies as an earlier script of this host did. */
const plant = async (page: Page, host: string, cookies: string[]): Promise<void> => {
  const name = `plant-${++number}.html`;
  tracked.pages.add(
    name,
    `<!doctype html><title>Plant</title><link rel="icon" href="data:,"><script>
      for (const cookie of ${JSON.stringify(cookies)}) document.cookie = cookie + ';path=/;max-age=999999';
    </script>`,
  );
  await page.goto(at(host, `/${name}`));
};

const show = async (page: Page, host: string, path: string): Promise<void> => {
  await page.goto(at(host, path));
  await page.until(() => 'KM' in window);
};

let profile: Profile;
let page: Page;
/** Each test of a group has a visitor of its own, whom nobody has seen. */
const withVisitor = (engine: Engine): void => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    profile = await browser.profile();
    page = await profile.open();
  });
  afterEach(() => profile?.close());
};

// Which of two cookies of one name comes first is the browser's own affair.
describe.each(['chromium', 'firefox'] as const)('cookies in %s', (engine) => {
  withVisitor(engine);

  it('lets no older cookie of a subdomain come back (C12)', async () => {
    const { path } = await start(engine);
    await plant(page, 'app.shop.test', [
      `km_ai=${encodeURIComponent(OLD)};domain=app.shop.test`,
      'km_ni=old%40example.com',
    ]);
    await show(page, 'app.shop.test', path);
    expect(await idOf(page)).toBe('old@example.com');
    const kept = [`km_ai=${OLD}`, 'km_ni=old@example.com'];
    expect(await sentTo(page)).toEqual(kept);
    await show(page, 'www.shop.test', path);
    expect(await sentTo(page)).toEqual(kept);

    await push(page, ['identify', 'new@example.com']);
    const changed = ['km_ai=new@example.com', 'km_ni=new@example.com'];
    expect(await sentTo(page)).toEqual(changed);
    await show(page, 'app.shop.test', path);
    expect(await idOf(page)).toBe('new@example.com');
    expect(await sentTo(page)).toEqual(changed);

    await push(page, ['clearIdentity']);
    const [fresh = '', ...others] = await sentTo(page);
    expect(others).toEqual([]);
    expect(fresh.slice('km_ai='.length)).toMatch(SHAPE);
    await show(page, 'www.shop.test', path);
    expect(await sentTo(page)).toEqual([fresh]);
  });

  it('has the server write the cookie again, once a day (C16)', async () => {
    const { site, path } = await start(engine);
    await plant(page, 'www.shop.test', [`km_ai=${encodeURIComponent(OLD)};domain=shop.test`]);
    const before = door.passed.length;
    const asked = () =>
      door.passed.slice(before).filter((request) => request.path.startsWith('/i.js'));
    await show(page, 'www.shop.test', path);
    await until('the renewal', () => asked().length > 0);
    await show(page, 'app.shop.test', path);
    await show(page, 'www.shop.test', path);
    await site.settled(page);
    // Storage is of one host, and so is its note of the day.
    expect(asked().map((request) => request.path)).toEqual([
      '/i.js?_cd=shop.test',
      '/i.js?_cd=shop.test',
    ]);
    for (const { cookie, setCookie } of asked()) {
      expect(cookie).toContain(`km_ai=${encodeURIComponent(OLD)}`);
      expect(setCookie).toEqual([
        `km_ai=${encodeURIComponent(OLD)}; Max-Age=34560000; Path=/; Domain=shop.test; SameSite=Lax`,
      ]);
    }
    expect(await sentTo(page)).toEqual([`km_ai=${OLD}`]);
    // Batches go to the same host and never set one.
    const batches = door.passed.slice(before).filter((request) => request.path.startsWith('/?'));
    expect(batches.length).toBeGreaterThan(0);
    expect(batches.flatMap(({ setCookie }) => setCookie)).toEqual([]);

    await page.evaluate(() => {
      for (const [name, value] of Object.entries(localStorage))
        if (/^\d{5}$/.test(value)) localStorage[name] = String(Number(value) - 1);
    });
    await show(page, 'www.shop.test', path);
    await until('the renewal of the next day', () => asked().length > 2);
  });
});

describe('who a visitor is', () => {
  const engine = 'chromium';
  withVisitor(engine);

  it.each([
    ['percent-encoded', encodeURIComponent(OLD), 'jane%2Bhome%40example.com'],
    ['as they are', OLD, 'jane+home@example.com'],
  ])('keeps the cookies of an earlier installation, %s', async (_, ai, ni) => {
    const { site, path } = await start(engine);
    await plant(page, 'www.shop.test', [`km_ai=${ai};domain=shop.test`]);
    await show(page, 'www.shop.test', path);
    expect(await idOf(page)).toBe(OLD);
    expect(await sentTo(page)).toEqual([`km_ai=${OLD}`]);

    await plant(page, 'www.shop.test', [`km_ni=${ni};domain=shop.test`]);
    await show(page, 'www.shop.test', path);
    expect(await idOf(page)).toBe('jane+home@example.com');
    expect(await sentTo(page)).toEqual([`km_ai=${OLD}`, 'km_ni=jane+home@example.com']);

    const views = (await site.settled(page)).filter(({ _n }) => _n === 'Page View');
    expect(views.map(({ _p }) => _p)).toEqual([OLD, 'jane+home@example.com']);
    // Nobody was tied to anybody: the name came from cookies, not from a call.
    expect((await site.hits()).filter(({ _p2 }) => _p2)).toEqual([]);
  });

  it.each([
    ['clears the identity', ['clearIdentity'], /^[A-Za-z0-9+/]{27}=$/, []],
    [
      'names another person',
      ['identify', 'eve@example.com'],
      /^eve@example\.com$/,
      ['km_ni=eve@example.com'],
    ],
  ])('is right when a page %s while the server writes its cookie', async (_, call, ai, others) => {
    const { site } = await start(engine);
    const path = site.add('renewed.html', { head: NOTE_RENEWAL });
    await plant(page, 'www.shop.test', [
      `km_ai=${encodeURIComponent(OLDER)};domain=shop.test`,
      'km_ni=ada%40example.com;domain=shop.test',
    ]);
    door.hold(/^\/i\.js/);
    const before = door.passed.length;
    await show(page, 'www.shop.test', path);
    const renewals = () =>
      door.passed.slice(before).filter((request) => request.path.startsWith('/i.js'));
    await until('the renewal', () => renewals().length > 0);
    expect(renewals()[0]!.setCookie.join('')).toContain(encodeURIComponent(OLDER));
    await push(page, call);
    const now = await sentTo(page);
    door.open();
    await page.until(() => (window as never as { renewed?: boolean }).renewed);
    // The answer bears the id of before; when it is there, so is what the page has said since.
    expect(await sentTo(page)).toEqual(now);
    expect(now[0]!.slice('km_ai='.length)).toMatch(ai);
    expect(now.slice(1)).toEqual(others);
    expect(now[0]).not.toContain(OLDER);
  });

  it('asks for no cookie where the collector belongs to another site', async () => {
    const { site, path } = await start(engine);
    const before = door.passed.length;
    await show(page, 'other.test', path);
    await site.settled(page);
    expect(door.passed.slice(before).filter((request) => /i\.js/.test(request.path))).toEqual([]);
  });

  it('is one person in two tabs that start together, and after one of them names it (C15)', async () => {
    const { site, path } = await start(engine);
    const other = await profile.open();
    await Promise.all([page, other].map((tab) => tab.goto(at('www.shop.test', path))));
    for (const tab of [page, other]) await tab.until(() => 'KM' in window);
    await expect
      .poll(async () => (await idOf(page)) === (await idOf(other)), { timeout: 2_000 })
      .toBe(true);
    expect(await sentTo(other)).toEqual([`km_ai=${await idOf(page)}`]);

    await push(page, ['identify', 'ada@example.com'], ['flush']);
    await other.until(
      () => (window as never as { KM: { i(): string } }).KM.i() === 'ada@example.com',
    );
    await push(other, ['record', 'Elsewhere']);
    const hits = await site.settled(other);
    expect(hits.find(({ _n }) => _n === 'Elsewhere')).toMatchObject({ _p: 'ada@example.com' });
    await site.settled(page);
    expect(await tracked.collector.people(site.key)).toHaveLength(1);
  });
});

/** Notes what scripts write into cookies. */
const SPY = `<script>
  const cookies = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  written = [];
  Object.defineProperty(document, 'cookie', {
    get: () => cookies.get.call(document),
    set(value) { written.push(value); cookies.set.call(document, value); },
  });
</script>`;

const HOSTS = [
  ['chromium', '127.0.0.1', []],
  ['chromium', 'localhost', []],
  ['chromium', 'www.shop.test', ['shop.test']],
  ['chromium', 'shop.test', ['shop.test']],
  ['webkit', '127.0.0.1', []],
  ['webkit', 'localhost', []],
] as const;

describe('cookie domains (C12)', () => {
  const browsers: Partial<Record<Engine, Promise<Browser>>> = {};
  afterAll(() =>
    Promise.all(Object.values(browsers).map(async (browser) => (await browser).close())),
  );

  it.each(HOSTS)('%s at %s: %j', async (engine, host, domains) => {
    browsers[engine] ??= launch(engine);
    const browser = await browsers[engine];
    const site = await createSite(tracked, `domain-${engine}-${host.replaceAll('.', '-')}`);
    const page = await (await browser.profile()).open(
      at(host, site.add('page.html', { head: SPY })),
    );
    await page.until(() => 'KM' in window);
    const id = await idOf(page);
    await site.settled(page);
    const written = await page.evaluate(() => (window as never as { written: string[] }).written);
    const kept = written.filter((cookie) => /^km_ai=\S/.test(cookie) && !/max-age=0/.test(cookie));
    expect(kept.map((cookie) => cookie.split(';').sort())).toEqual([
      [
        ...domains.map((domain) => `domain=${domain}`),
        `km_ai=${encodeURIComponent(id)}`,
        'max-age=34560000',
        'path=/',
        'samesite=lax',
      ],
    ]);
    expect(await sentTo(page)).toEqual([`km_ai=${id}`]);
    // The search for the widest domain leaves nothing.
    const names = await page.evaluate(() => document.cookie.split('; '));
    expect(names.filter((name) => !/^(km_(ai|lv|vs)|kvcd)=/.test(name))).toEqual([]);
    if (!domains.length) expect(written.filter((cookie) => /domain/i.test(cookie))).toEqual([]);
  });
});
