import { describe, expect, it } from 'vitest';
import { openPage, type Page, type PageOptions } from './support/page.js';

const HOME = 'https://www.example.com/';

const views = (page: Page) =>
  page
    .hits()
    .flatMap(({ name, properties }) =>
      name === 'Page View'
        ? [[properties['Viewed URL'], properties.Referrer, properties['Page Title']]]
        : [],
    );

describe('a page out of the back/forward cache (C18, D9)', () => {
  const leaveAndReturn = async (options: PageOptions) => {
    const page = await openPage({ url: HOME, automatic: true, ...options });
    await page.sent();
    await page.leave({ persisted: true });
    await page.tick(5_000);
    await page.restore();
    await page.sent();
    return page;
  };

  it('counts one Page View, and nothing else', async () => {
    const page = await leaveAndReturn({});
    expect(page.calls().map(([name]) => name)).toEqual(['Page View', 'Visited Site', 'Page View']);
    const [first, , second] = page.hits();
    expect(second!.properties).toEqual(first!.properties);
    expect(second!.time! - first!.time!).toBeGreaterThan(5);
  });

  it('counts one for each return', async () => {
    const page = await leaveAndReturn({});
    await page.leave({ persisted: true });
    await page.restore();
    await page.sent();
    expect(views(page)).toHaveLength(3);
  });

  it.each<[string, PageOptions]>([
    ['KM_SKIP_PAGE_VIEW', { globals: { KM_SKIP_PAGE_VIEW: true } }],
    ['pageViews: false', { early: [['configure', { pageViews: false }]] }],
  ])('counts none with %s', async (_, options) => {
    expect(views(await leaveAndReturn(options))).toEqual([]);
  });

  it('is not what a first pageshow tells', async () => {
    const page = await openPage({ url: HOME, automatic: true });
    page.window.dispatchEvent(
      new page.window.PageTransitionEvent('pageshow', { persisted: false }),
    );
    await page.sent();
    expect(views(page)).toHaveLength(1);
  });
});

describe.each([
  ['with the Navigation API', true],
  ['by wrapped history', false],
])('routes %s (C20)', (_, hasNavigation) => {
  /** As a browser that has it: every change of the current entry is told. */
  const addNavigation = (window: Page['window']) => {
    const navigation = new window.EventTarget();
    Object.assign(window, { navigation });
    const changed = () => navigation.dispatchEvent(new window.Event('currententrychange'));
    const { history } = window;
    for (const name of ['pushState', 'replaceState'] as const) {
      const original = window.History.prototype[name];
      window.History.prototype[name] = function (...values: Parameters<typeof original>) {
        original.apply(this, values);
        changed();
      };
    }
    window.addEventListener('popstate', changed);
    window.addEventListener('hashchange', changed);
    return history;
  };

  const open = async (spa: unknown = true, options: PageOptions = {}) => {
    const page = await openPage({
      url: HOME,
      automatic: true,
      ...options,
      early: [['configure', { spa, visits: false }], ...(options.early ?? [])],
      prepare: (window) => void (hasNavigation && addNavigation(window)),
    });
    await page.sent();
    return page;
  };
  const go = (page: Page, to: string, state: unknown = null) =>
    page.window.history.pushState(state, '', to);

  it('are off by default', async () => {
    const page = await open(false);
    go(page, '/a');
    await page.sent();
    expect(views(page)).toEqual([[HOME, 'Direct', 'Title']]);
  });

  it('are a Page View each, with the address before as the referrer', async () => {
    const page = await open();
    go(page, '/a?x=1');
    await page.sent();
    go(page, '/b');
    await page.sent();
    expect(views(page)).toEqual([
      [HOME, 'Direct', 'Title'],
      [`${HOME}a?x=1`, HOME, undefined],
      [`${HOME}b`, `${HOME}a?x=1`, undefined],
    ]);
    expect(new Set(page.hits().map(({ id }) => id)).size).toBe(3);
  });

  it('have the time of the change', async () => {
    const page = await open();
    go(page, '/a');
    const changed = Date.now();
    await page.tick(100);
    page.document.title = 'A';
    await page.sent();
    expect(Math.round(page.hits().at(-1)!.time! * 1000)).toBe(changed);
  });

  it.each([
    ['at once', 0, 'New'],
    ['two frames later', 33, 'New'],
    ['late, with its content', 700, 'New'],
    ['when the view has gone', 1_100, undefined],
  ])('wait for the title that a router sets %s', async (_, after, title) => {
    const page = await open();
    go(page, '/a');
    if (after) await page.tick(after);
    page.document.title = 'New';
    await page.sent();
    expect(views(page).slice(1)).toEqual([[`${HOME}a`, HOME, title]]);
    const ids = page.batches().flatMap(({ hits }) => hits.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are stored at once and rewritten under the same key and id', async () => {
    const page = await open();
    const { items } = page.browser.storage;
    const stored = () => [...items].filter(([, value]) => value.includes('Page%20View'));
    go(page, '/a');
    await page.tick(0);
    const [[key, line] = ['', '']] = stored();
    expect(line).not.toContain('Page%20Title');
    page.document.title = 'New';
    await page.tick(10);
    expect(stored()).toEqual([[key, line.replace('&_n=', '&Page%20Title=New&_n=')]]);
  });

  it('are not sent before their title, whatever else is sent', async () => {
    const page = await open();
    go(page, '/a');
    page.window.setTimeout(() => {
      page.document.title = 'New';
    }, 100);
    await page.sent();
    expect(views(page)[1]).toEqual([`${HOME}a`, HOME, 'New']);
  });

  it.each<[what: string, release: (page: Page) => unknown]>([
    ['a flush', (page) => page.push(['flush'])],
    ['leaving', (page) => page.leave()],
  ])('are released as they are by %s', async (_, release) => {
    const page = await open();
    go(page, '/a');
    await release(page);
    await page.tick(0);
    expect(views(page)[1]).toEqual([`${HOME}a`, HOME, undefined]);
  });

  it.each<[what: string, act: (page: Page) => unknown]>([
    [
      'replaceState with the same address',
      ({ window }) => window.history.replaceState({ a: 1 }, ''),
    ],
    ['pushState with the same address', (page) => go(page, HOME, { a: 1 })],
    [
      'a hash',
      ({ window }) => {
        window.location.hash = 'top';
      },
    ],
  ])('are not %s', async (_, act) => {
    const page = await open();
    act(page);
    await page.sent();
    expect(views(page)).toHaveLength(1);
  });

  it("are hashes, too, with spa: 'hash'", async () => {
    const page = await open('hash');
    page.window.location.hash = '/a';
    await page.sent();
    go(page, '#/b');
    await page.sent();
    expect(views(page).slice(1)).toEqual([
      [`${HOME}#/a`, HOME, undefined],
      [`${HOME}#/b`, `${HOME}#/a`, undefined],
    ]);
  });

  it('have the title that was set just before the address', async () => {
    const page = await open();
    page.document.title = 'A';
    go(page, '/a');
    await page.sent();
    expect(views(page)[1]).toEqual([`${HOME}a`, HOME, 'A']);
  });

  it('have a title that is set to what it was', async () => {
    const page = await open();
    go(page, '/a');
    await page.tick(50);
    page.document.title = 'Title';
    await page.sent();
    expect(views(page)[1]).toEqual([`${HOME}a`, HOME, 'Title']);
  });

  it('take no change of the head for a title', async () => {
    const page = await open();
    go(page, '/a');
    page.document.head.append(page.document.createElement('style'));
    await page.sent();
    expect(views(page)[1]).toEqual([`${HOME}a`, HOME, undefined]);
  });

  it('never have the title that the page before got late', async () => {
    const page = await open();
    go(page, '/a');
    await page.sent();
    page.document.title = 'A';
    await page.sent();
    go(page, '/b');
    await page.sent();
    expect(views(page).slice(1)).toEqual([
      [`${HOME}a`, HOME, undefined],
      [`${HOME}b`, `${HOME}a`, undefined],
    ]);
  });

  it('count the way back', async () => {
    const page = await open();
    go(page, '/a');
    await page.sent();
    page.window.history.back();
    await page.sent();
    expect(views(page).slice(1)).toEqual([
      [`${HOME}a`, HOME, undefined],
      [HOME, `${HOME}a`, undefined],
    ]);
  });

  it('count one for a replaceState to another address (Vue Router)', async () => {
    const page = await open();
    page.window.history.replaceState({ scroll: 1 }, '');
    go(page, '/a');
    page.window.history.replaceState({ scroll: 2 }, '', '/a');
    await page.sent();
    expect(views(page).slice(1)).toEqual([[`${HOME}a`, HOME, undefined]]);
  });

  it('count each of two quick changes, with the title of its own route', async () => {
    const page = await open();
    go(page, '/a');
    await page.tick(100);
    go(page, '/b');
    page.document.title = 'B';
    await page.sent();
    expect(views(page).slice(1)).toEqual([
      [`${HOME}a`, HOME, undefined],
      [`${HOME}b`, `${HOME}a`, 'B'],
    ]);
  });

  it('stop when the setting goes', async () => {
    const page = await open();
    page.push(['configure', { spa: false }]);
    go(page, '/a');
    await page.sent();
    expect(views(page)).toHaveLength(1);
  });

  it('do not count twice when settings are given again', async () => {
    const page = await open();
    page.push(['configure', { spa: true }], ['configure', { flushAfter: 10 }]);
    go(page, '/a');
    await page.sent();
    expect(views(page)).toHaveLength(2);
  });

  it('have their address stripped and redacted (C19, C31)', async () => {
    const page = await open(true, {
      early: [['configure', { redactUrl: (url: string) => url.replace('secret', '…') }]],
    });
    go(page, '/secret/a?kmi=x&b=1');
    await page.sent();
    go(page, '/b');
    await page.sent();
    const redacted = `${HOME}…/a?b=1`;
    expect(views(page).slice(1)).toEqual([
      [redacted, HOME, undefined],
      [`${HOME}b`, redacted, undefined],
    ]);
  });
});

describe('wrapped history (C20)', () => {
  const options: PageOptions = {
    url: HOME,
    automatic: true,
    early: [['configure', { spa: true }]],
  };

  it('is restored', async () => {
    let before: unknown;
    const page = await openPage({
      ...options,
      prepare: ({ history }) => {
        before = history.pushState;
      },
    });
    expect(page.window.history.pushState).not.toBe(before);
    page.push(['configure', { spa: false }]);
    expect(page.window.history.pushState).toBe(before);
  });

  it('stays, and does nothing, when somebody wrapped it since', async () => {
    const page = await openPage(options);
    const { history } = page.window;
    const ours = history.pushState;
    const theirs: typeof ours = (...values) => ours.apply(history, values);
    history.pushState = theirs;
    page.push(['configure', { spa: false }]);
    expect(history.pushState).toBe(theirs);
    history.pushState(null, '', '/a');
    await page.sent();
    expect(views(page)).toHaveLength(1);
    expect(page.window.location.href).toBe(`${HOME}a`);
  });

  it('lets no error of ours into the call of the page (C5)', async () => {
    const page = await openPage(options);
    page.push([
      'configure',
      {
        redactUrl() {
          throw new Error('while redacting');
        },
      },
    ]);
    expect(() => page.window.history.pushState(null, '', '/a')).not.toThrow();
    await page.sent();
    expect(page.errors.join()).toContain('while redacting');
  });

  it('passes errors of the page on', async () => {
    const page = await openPage(options);
    expect(() =>
      page.window.history.pushState(null, '', 'https://elsewhere.example.net/'),
    ).toThrow();
    await page.sent();
    expect(views(page)).toHaveLength(1);
  });
});
