import { describe, expect, it } from 'vitest';
import { ADA, ANON, ANON_2, BOB, SHAPE } from './support/ids.js';
import { type Browser, openBrowser, openPage, type Page, START } from './support/page.js';

const URL = 'https://www.example.com/pricing';
const DAY_MS = 86_400_000;
/** The longest that browsers keep a cookie: 400 days. */
const LONGEST_SECONDS = 34_560_000;

/** Values that were written to a cookie, what only expired it left out. */
const writesOf = (page: Page, name: string): string[] =>
  page.cookieWrites.filter(
    (text) => text.startsWith(`${name}=`) && !/max-age=(0|-\d+)\b|1970/i.test(text),
  );

/** Deletes the cookies of that name, as a browser's settings or another page of the site may. */
const wipe = ({ jar }: Browser, name: RegExp): void => {
  const rest = jar.getCookiesSync(URL).filter(({ key }) => !name.test(key));
  jar.removeAllCookiesSync();
  for (const cookie of rest) jar.setCookieSync(cookie, URL);
};

describe('every cookie (C12)', () => {
  it.each([
    ['https://www.example.com/', 'example.com', true],
    ['https://a.b.example.com/', 'example.com', true],
    ['https://www.shop.co.uk/', 'shop.co.uk', true],
    ['http://www.example.com/', 'example.com', false],
    ['http://localhost:8080/', '', false],
    ['http://intranet/', '', false],
    ['http://192.168.1.7/', '', false],
    ['http://[::1]:8080/', '', false],
  ])('%s: domain %j, secure: %j', async (url, domain, secure) => {
    const page = await openPage({ url });
    const id = page.window.KM.i!();
    const [cookie, ...more] = page.cookie('km_ai');
    expect(more).toEqual([]);
    expect(decodeURIComponent(cookie!.value)).toBe(id);
    expect(cookie).toMatchObject({
      ...(domain ? { domain, hostOnly: false } : { hostOnly: true }),
      path: '/',
      sameSite: 'lax',
      secure,
      maxAge: LONGEST_SECONDS,
    });
    expect(
      Object.keys(page.cookies()).filter((name) => !/^(km_(ai|vs|lv)|kvcd)$/.test(name)),
    ).toEqual([]);
  });

  it.each(['http://localhost:8080/', 'http://intranet/', 'http://192.168.1.7/'])(
    '%s: no domain is tried',
    async (url) => {
      const page = await openPage({ url });
      page.push(['identify', ADA]);
      expect(page.cookieWrites.filter((text) => /domain=/i.test(text))).toEqual([]);
    },
  );

  it('has the domain of KM_COOKIE_DOMAIN', async () => {
    const page = await openPage({
      url: 'https://a.shop.example.com/',
      globals: { KM_COOKIE_DOMAIN: 'shop.example.com' },
    });
    page.push(['identify', ADA]);
    expect(page.cookie('km_ni')).toMatchObject([{ domain: 'shop.example.com', hostOnly: false }]);
  });

  it('has the domain of the setting', async () => {
    const page = await openPage({
      url: 'https://a.shop.example.com/',
      early: [['configure', { cookieDomain: 'shop.example.com' }]],
    });
    page.push(['identify', ADA]);
    expect(page.cookie('km_ni')).toMatchObject([{ domain: 'shop.example.com' }]);
  });

  it('is renewed once per page load', async () => {
    const page = await openPage({ cookies: { km_ai: ANON, km_ni: ADA } });
    page.push(['record', 'A'], ['set', { B: 1 }]);
    await page.sent();
    expect(writesOf(page, 'km_ai')).toHaveLength(1);
    expect(writesOf(page, 'km_ni')).toHaveLength(1);
    expect(writesOf(page, 'km_ai')[0]).toMatch(/max-age=34560000\b/i);
  });

  it('replaces an older one of the host, or of a domain in between', async () => {
    const page = await openPage({
      url: 'https://a.shop.example.com/',
      cookies: { km_ni: `${BOB};path=/;domain=shop.example.com`, km_ai: `${BOB};path=/` },
    });
    page.push(['identify', ADA]);
    for (const name of ['km_ni', 'km_ai'])
      expect(page.cookie(name), name).toMatchObject([
        { value: encodeURIComponent(ADA), domain: 'example.com' },
      ]);
  });

  it('is deleted everywhere', async () => {
    const page = await openPage({
      url: 'https://a.shop.example.com/',
      cookies: { km_ni: `${BOB};path=/;domain=shop.example.com` },
    });
    page.browser.jar.setCookieSync(`km_ni=${ADA};path=/`, page.window.location.href);
    page.push(['clearIdentity']);
    expect(page.cookie('km_ni')).toEqual([]);
  });

  it('keeps its value apart from the syntax of cookies', async () => {
    const name = 'a;b=c, "d" é';
    const browser = openBrowser();
    const page = await browser.open();
    page.push(['identify', name]);
    const next = await browser.open();
    expect(next.window.KM.i!()).toBe(name);
  });
});

describe('the mirror of km_ai (C13)', () => {
  const visit = async () => {
    const browser = openBrowser();
    const page = await browser.open({ automatic: true });
    const id = page.window.KM.i!();
    await page.sent();
    await page.leave();
    return { browser, id };
  };

  it('is used when no cookie of ours can be read', async () => {
    const { browser, id } = await visit();
    wipe(browser, /./);
    const next = await browser.open();
    expect(next.window.KM.i!()).toBe(id);
    expect(next.cookies().km_ai).toBe(id);
  });

  it('is used when km_ai alone is gone', async () => {
    const { browser, id } = await visit();
    wipe(browser, /^km_ai$/);
    const next = await browser.open();
    expect(next.window.KM.i!()).toBe(id);
    expect(next.cookies().km_ai).toBe(id);
  });

  it('is used when km_ai of a named person is gone: the name stays linked to it', async () => {
    const { browser, id } = await visit();
    const page = await browser.open();
    page.push(['identify', ADA]);
    wipe(browser, /^km_ai$/);
    const next = await browser.open();
    expect(next.window.KM.i!()).toBe(ADA);
    expect(next.cookies().km_ai).toBe(id);
  });

  it('is not used when the name is gone, too: a logout elsewhere stands', async () => {
    const { browser, id } = await visit();
    const page = await browser.open();
    page.push(['identify', ADA]);
    wipe(browser, /^km_[an]i$/);
    const next = await browser.open();
    expect(next.window.KM.i!()).toMatch(SHAPE);
    expect(next.window.KM.i!()).not.toBe(id);
  });

  it('holds no name', async () => {
    const { browser } = await visit();
    const next = await browser.open();
    const id = next.window.KM.i!();
    next.push(['identify', ADA]);
    await next.sent();
    await next.leave();
    wipe(browser, /./);
    expect([...browser.storage.items].flat().filter((text) => text === ADA)).toEqual([]);
    expect((await browser.open()).window.KM.i!()).toBe(id);
  });

  it('follows clearIdentity', async () => {
    const { browser } = await visit();
    const next = await browser.open();
    next.push(['identify', ADA], ['clearIdentity']);
    const fresh = next.cookies().km_ai;
    await next.leave();
    wipe(browser, /./);
    expect((await browser.open()).window.KM.i!()).toBe(fresh);
  });

  it('keeps the id of a browser without cookies', async () => {
    const browser = openBrowser();
    browser.cookieState = 'blocked';
    const page = await browser.open();
    const id = page.window.KM.i!();
    page.push(['record', 'A']);
    await page.sent();
    await page.leave();
    const next = await browser.open();
    next.push(['record', 'B']);
    await next.sent();
    expect(browser.hits().map(({ person }) => person)).toEqual([id, id]);
  });

  it.each(['blocked', 'denied'] as const)(
    'without any storage, cookies %s: memory, and the page still tracks',
    async (state) => {
      const browser = openBrowser();
      browser.cookieState = state;
      browser.storage.state = 'blocked';
      const page = await browser.open();
      page.push(['record', 'A'], ['identify', ADA], ['record', 'B']);
      expect(await page.sent()).toEqual([
        ['A', {}],
        ['alias', ADA, expect.stringMatching(SHAPE), 'i'],
        ['B', {}],
      ]);
      const [a, alias, b] = page.hits();
      expect(alias!.person).toBe(a!.person);
      expect(b!.person).toBe(ADA);
      expect(page.errors).toEqual([]);
    },
  );
});

describe('where no cookie sticks, but storage does (C13)', () => {
  const openStickless = (): Browser => {
    const browser = openBrowser();
    browser.cookieState = 'blocked';
    return browser;
  };

  it('keeps the choice: who has opted out is not tracked on the next page', async () => {
    const browser = openStickless();
    const page = await browser.open();
    page.push(['record', 'A']);
    await page.sent();
    page.push(['optOut']);
    await page.leave();
    const next = await browser.open({ automatic: true });
    next.push(['record', 'B']);
    expect(await next.sent()).toEqual([]);
  });

  it('keeps a yes where one was asked for', async () => {
    const browser = openStickless();
    const page = await browser.open({ early: [['configure', { consent: 'required' }]] });
    page.push(['optIn']);
    await page.leave();
    const next = await browser.open({ early: [['configure', { consent: 'required' }]] });
    next.push(['record', 'B']);
    expect(await next.sent()).toEqual([['B', {}]]);
  });

  it('keeps the name, and forgets it when it is cleared', async () => {
    const browser = openStickless();
    const page = await browser.open();
    page.push(['identify', ADA]);
    await page.leave();
    const next = await browser.open();
    expect(next.window.KM.i!()).toBe(ADA);
    next.push(['clearIdentity']);
    const fresh = next.window.KM.i!();
    expect(fresh).toMatch(SHAPE);
    await next.leave();
    expect((await browser.open()).window.KM.i!()).toBe(fresh);
  });

  it('follows another tab that becomes somebody else', async () => {
    const browser = openStickless();
    const page = await browser.open();
    page.push(['identify', ADA]);
    const other = await browser.open();
    other.push(['clearIdentity'], ['identify', BOB]);
    await browser.tick(10);
    expect(page.window.KM.i!()).toBe(BOB);
  });

  it('counts one visit in half an hour, and its last day', async () => {
    const browser = openStickless();
    const names: unknown[] = [];
    for (const minutes of [0, 20, 31]) {
      await browser.tick(minutes * 60_000);
      const page = await browser.open({ automatic: true });
      names.push((await page.sent()).map(([name]) => name).filter((name) => name !== 'Page View'));
      await page.leave();
    }
    expect(names).toEqual([['Visited Site'], [], ['Visited Site', 'set']]);
  });

  it('draws the same variants', async () => {
    const browser = openStickless();
    const drawn = new Set<unknown>();
    for (let n = 0; n < 8; n++) {
      const page = await browser.open();
      drawn.add(page.window.KM.ab!('Colour', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']));
      await page.leave();
    }
    expect(drawn.size).toBe(1);
  });

  it('leaves no copies behind once cookies stick', async () => {
    const browser = openStickless();
    const page = await browser.open({ automatic: true });
    page.push(['identify', ADA]);
    await page.sent();
    await page.leave();
    browser.cookieState = 'open';
    const next = await browser.open({ automatic: true });
    expect(next.cookies()).toMatchObject({ km_ni: ADA, km_vs: '1' });
    expect([...browser.storage.items.keys()].filter((key) => /^km_/.test(key)).sort()).toEqual([
      'km_ai',
      'km_nm',
    ]);
  });

  it('counts once where nothing sticks at all, whatever is asked for again', async () => {
    const browser = openStickless();
    browser.storage.state = 'blocked';
    const page = await browser.open({ automatic: true });
    page.push(['rvs'], ['rvs'], ['ab', 'Colour', ['a', 'b']], ['ab', 'Colour', ['a', 'b']]);
    const names = (await page.sent()).map(([name]) => name);
    expect(names.filter((name) => name === 'Visited Site')).toHaveLength(1);
    page.push(['optOut'], ['record', 'No']);
    expect((await page.sent()).map(([name]) => name)).not.toContain('No');
  });
});

describe('cookies of narrower paths (C12)', () => {
  it.each(['/shop', '/shop/', '/shop/cart', '/shop/cart/'])(
    'are expired: one of %s would win',
    async (path) => {
      const url = 'https://www.example.com/shop/cart/';
      const browser = openBrowser();
      browser.jar.setCookieSync(`km_ni=${BOB};path=${path}`, url);
      const page = await browser.open({ url });
      page.push(['identify', ADA]);
      expect(page.cookie('km_ni')).toMatchObject([{ value: encodeURIComponent(ADA), path: '/' }]);
      page.push(['clearIdentity']);
      expect(page.cookie('km_ni')).toEqual([]);
    },
  );

  it('are left alone, and not looked for, where the page sees one copy', async () => {
    const page = await openPage({ url: 'https://www.example.com/shop/cart' });
    page.push(['identify', ADA]);
    expect(page.cookieWrites.filter((text) => /path=\/\w/.test(text))).toEqual([]);
  });
});

describe('what cookies cost a page (C12)', () => {
  const loads = async (url: string) => {
    const browser = openBrowser();
    const costs: [writes: number, reads: number][] = [];
    for (let n = 0; n < 3; n++) {
      const page = await browser.open({ url, automatic: true, script: 'kmq' });
      costs.push([page.cookieWrites.length, page.cookieReads.length]);
      await page.sent();
      await page.leave();
      await browser.tick(1_000);
    }
    return costs;
  };

  it.each([
    // Four cookies: a write each, a read after it, one read before them, and one in each of four later tasks.
    ['http://localhost/', [4, 9], [4, 9]],
    // The first write of a load proves the domain: what is there already would pass for it.
    ['https://example.com/', [4, 9], [5, 10]],
    ['https://www.example.com/', [4, 9], [6, 11]],
  ])('%s: first load %j, later ones %j (writes, reads)', async (url, first, later) => {
    expect(await loads(url)).toEqual([first, later, later]);
  });

  it('none once the page is idle', async () => {
    const page = await openPage({ automatic: true, script: 'kmq' });
    await page.sent();
    const writes = page.cookieWrites.length;
    await page.tick(600_000);
    expect(page.cookieWrites).toHaveLength(writes);
  });

  it('deletes nothing that is not there', async () => {
    const page = await openPage({ automatic: true });
    page.push(['identify', ADA]);
    expect(page.cookieWrites.filter((text) => text.includes('max-age=0'))).toEqual([]);
  });
});

describe('the domain of cookies that are there already (C12)', () => {
  it.each([
    ['https://a.shop.co.uk/', 'a.shop.co.uk'],
    ['https://a.shop.co.uk/', 'shop.co.uk'],
  ])('%s: one of %s moves to the widest that the browser accepts', async (url, domain) => {
    const page = await openPage({ url, cookies: { km_ai: `${ANON};path=/;domain=${domain}` } });
    page.push(['identify', ADA]);
    expect(page.cookie('km_ai')).toMatchObject([
      { value: encodeURIComponent(ANON), domain: 'shop.co.uk' },
    ]);
    expect(page.cookie('km_ni')).toMatchObject([{ domain: 'shop.co.uk' }]);
  });
});

describe('other cookies (C14)', () => {
  it('are those of the original client after a first page', async () => {
    const page = await openPage({ automatic: true, script: 'kmq' });
    await page.sent();
    const seconds = START / 1000;
    expect(page.cookies()).toEqual({
      km_ai: expect.stringMatching(SHAPE),
      km_vs: '1',
      km_lv: expect.stringMatching(/^\d{10}$/),
      kvcd: expect.stringMatching(/^\d{13}$/),
    });
    expect(Math.abs(+page.cookies().km_lv! - seconds)).toBeLessThan(2);
    expect(Math.abs(+page.cookies().kvcd! - START)).toBeLessThan(2_000);
  });

  it('km_vs lives for 30 minutes', async () => {
    const page = await openPage({ automatic: true });
    await page.sent();
    expect(page.cookie('km_vs')).toMatchObject([{ maxAge: 1_800 }]);
  });

  it('km_nw goes with an identify that confirms the name', async () => {
    const page = await openPage({ cookies: { km_ai: ANON_2, km_ni: ADA, km_nw: '1' } });
    page.push(['identify', ADA]);
    expect(page.cookies()).not.toHaveProperty('km_nw');
  });

  it('are none where nothing was tracked yet and nobody is known', async () => {
    const page = await openPage({ script: 'kmq-lite' });
    await page.sent();
    expect(page.cookies()).toEqual({});
  });
});

describe('the cookie that the server renews (C16)', () => {
  const renewals = (page: Page) =>
    page.requests.filter(({ url }) => url.pathname.endsWith('/i.js'));

  it('is asked for at most once a day, with credentials and the domain', async () => {
    const browser = openBrowser();
    const page = await browser.open({ cookies: { km_ai: ANON } });
    await page.tick(10_000);
    expect(renewals(page)).toMatchObject([
      { init: { mode: 'no-cors', credentials: 'include' }, via: 'fetch' },
    ]);
    const { url } = renewals(page)[0]!;
    expect(url.origin + url.pathname).toBe('https://t.example.com/i.js');
    expect(url.searchParams.get('_cd')).toBe('example.com');
    await page.leave();
    const next = await browser.open();
    await next.tick(10_000);
    expect(renewals(next)).toEqual([]);
    await next.leave();
    await browser.tick(DAY_MS);
    const later = await browser.open();
    await later.tick(10_000);
    expect(renewals(later)).toHaveLength(1);
  });

  it('is not asked of another site', async () => {
    const page = await openPage({
      cookies: { km_ai: ANON },
      src: 'https://t.example.net/demo.2.js',
    });
    page.push(['record', 'A']);
    await page.tick(10_000);
    expect(renewals(page)).toEqual([]);
  });

  it('does not undo an identity that changed meanwhile', async () => {
    const page = await openPage({ cookies: { km_ai: ANON, km_ni: ADA } });
    expect(renewals(page)).toHaveLength(1);
    page.push(['clearIdentity']);
    const fresh = page.cookies().km_ai;
    page.browser.jar.setCookieSync(
      `km_ai=${encodeURIComponent(ANON)};path=/;domain=example.com`,
      URL,
    );
    await page.tick(10_000);
    expect(page.cookies().km_ai).toBe(fresh);
  });

  it('is answered to by a script of the seed snippets, too: _kmil', async () => {
    const page = await openPage({ cookies: { km_ai: ANON, km_ni: ADA } });
    await page.sent();
    page.push(['clearIdentity']);
    const fresh = page.cookies().km_ai;
    page.browser.jar.setCookieSync(
      `km_ai=${encodeURIComponent(ANON)};path=/;domain=example.com`,
      URL,
    );
    page.window.eval('_kmil()');
    expect(page.cookies().km_ai).toBe(fresh);
  });
});
