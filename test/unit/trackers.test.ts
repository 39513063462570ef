import { describe, expect, it } from 'vitest';
import type { Properties } from '../../src/wire/hit.js';
import { ADA, ANON, BOB } from './support/ids.js';
import { openBrowser, openPage, type Page, type PageOptions, START } from './support/page.js';

const HOME = 'https://www.example.com/';
const SECONDS = START / 1000;
const MINUTE_MS = 60_000;

/** A landing page that gives every tracker something to do. */
const LANDING: PageOptions = {
  url: `${HOME}pricing?kme=Clicked%20Link&km_link=7&utm_source=news&utm_medium=mail`,
  referrer: 'https://www.google.com/search?q=people+tracking',
  cookies: { km_ni: ADA },
  automatic: true,
};
const LANDING_URL = `${HOME}pricing?utm_source=news&utm_medium=mail`;
const CAMPAIGN = { 'Campaign Source': 'news', 'Campaign Medium': 'mail' };

/** What happens on the landing page, in order (client.md: Automatic tracking), and what switches each off. */
const TRACKERS: { global: string; setting: string; calls: unknown[][] }[] = [
  { global: 'URL', setting: 'urlApi', calls: [['Clicked Link', { link: '7' }]] },
  {
    global: 'PAGE_VIEW',
    setting: 'pageViews',
    calls: [
      [
        'Page View',
        { 'Viewed URL': LANDING_URL, Referrer: LANDING.referrer, 'Page Title': 'Title' },
      ],
    ],
  },
  {
    global: 'VISITED_SITE',
    setting: 'visits',
    calls: [['Visited Site', { URL: LANDING_URL, Referrer: LANDING.referrer }]],
  },
  { global: 'REFERRER', setting: 'referrer', calls: [['set', { Referrer: LANDING.referrer }]] },
  {
    global: 'SEARCH_ENGINE',
    setting: 'searchEngines',
    calls: [
      ['Search Engine Hit', { 'Search Engine': 'Google', 'Search Terms': 'people tracking' }],
    ],
  },
  {
    global: 'UTM',
    setting: 'campaigns',
    calls: [
      ['Ad Campaign Hit', { ...CAMPAIGN, URL: LANDING_URL }],
      ['set', CAMPAIGN],
    ],
  },
  { global: 'RETURNING', setting: 'returning', calls: [['set', { returning: '1' }]] },
];

const all = (leftOut?: string) =>
  TRACKERS.filter(({ setting }) => setting !== leftOut).flatMap(({ calls }) => calls);

describe('a load (client.md: Automatic tracking)', () => {
  it('tracks in the order of the specification', async () => {
    const page = await openPage(LANDING);
    expect(await page.sent()).toEqual(all());
    expect(page.batches()).toHaveLength(1);
    expect(new Set(page.hits().map(({ time }) => time)).size).toBe(all().length);
    expect(page.warnings).toEqual([]);
  });

  it.each(TRACKERS)('KM_SKIP_$global switches off that alone', async ({ global, setting }) => {
    const page = await openPage({ ...LANDING, globals: { [`KM_SKIP_${global}`]: true } });
    expect(await page.sent()).toEqual(all(setting));
  });

  it.each(TRACKERS)('$setting: false switches off that alone', async ({ setting }) => {
    const page = await openPage({ ...LANDING, early: [['configure', { [setting]: false }]] });
    expect(await page.sent()).toEqual(all(setting));
  });

  it('a KM_SKIP_… that is falsy switches nothing off', async () => {
    const page = await openPage({ ...LANDING, globals: { KM_SKIP_UTM: false, KM_SKIP_URL: 0 } });
    expect(await page.sent()).toEqual(all());
  });

  it.each(['KM_DNT', 'KMDNTH'])('%s sends nothing', async (global) => {
    const page = await openPage({ ...LANDING, globals: { [global]: true } });
    page.push(['record', 'A'], ['identify', BOB]);
    await page.tick(60_000);
    await page.leave();
    expect(page.requests).toEqual([]);
  });

  it('kmq-lite tracks nothing by itself', async () => {
    const page = await openPage({ ...LANDING, script: 'kmq-lite' });
    expect(await page.sent()).toEqual([]);
  });
});

describe('Visited Site', () => {
  it('has Direct where there is no referrer', async () => {
    const page = await openPage({ url: HOME, automatic: true });
    expect(await page.sent()).toContainEqual(['Visited Site', { URL: HOME, Referrer: 'Direct' }]);
  });

  it('counts once a visit, and again 30 minutes after its last page', async () => {
    const browser = openBrowser();
    const visits: number[] = [];
    for (const minutes of [0, 20, 20, 31]) {
      await browser.tick(minutes * MINUTE_MS);
      const page = await browser.open({ automatic: true });
      visits.push((await page.sent()).filter(([name]) => name === 'Visited Site').length);
      await page.leave();
    }
    expect(visits).toEqual([1, 0, 0, 1]);
  });
});

describe('set Referrer', () => {
  it('when another host sent the visitor', async () => {
    const page = await openPage();
    const others = [
      'https://blog.example.org/post',
      'https://notexample.com/',
      'https://github.com/',
    ];
    const own = [
      '',
      'https://www.example.com/x',
      'https://example.com/x',
      'http://EXAMPLE.com/',
      // Hosts that share our cookies with this one.
      'https://blog.example.com/post',
      'https://a.b.example.com:8080/',
    ];
    const never = [
      'https://www.paypal.com/checkoutnow',
      'https://checkout.stripe.com/pay/x',
      'https://accounts.google.com/',
      'https://acme.okta.com/login',
    ];
    page.push(['record', 'Here']);
    for (const referrer of [...own, ...never, ...others]) {
      page.window.KM_REFERRER = referrer;
      page.push(['setReferrer']);
    }
    expect((await page.sent()).slice(1)).toEqual(others.map((Referrer) => ['set', { Referrer }]));
  });

  it('when the site takes other hosts for none', async () => {
    const ignoredReferrers = ['bank.example.net'];
    const page = await openPage({ early: [['configure', { ignoredReferrers }]] });
    for (const referrer of ['https://paypal.com/', 'https://3ds.bank.example.net/']) {
      page.window.KM_REFERRER = referrer;
      page.push(['setReferrer'], ['pageView']);
    }
    const seen = (await page.sent()).map(([, properties]) => (properties as Properties).Referrer);
    expect(seen).toEqual(['https://paypal.com/', 'https://paypal.com/', 'Direct']);
  });

  it.each(['Bank.Example.net', 'www.bank.example.net', '*.bank.example.net', '.example.net'])(
    'when the site names them as %s',
    async (host) => {
      const page = await openPage({ early: [['configure', { ignoredReferrers: [host] }]] });
      page.window.KM_REFERRER = 'https://3ds.bank.example.net/done';
      page.push(['setReferrer'], ['pageView']);
      expect((await page.sent()).map(([, properties]) => properties)).toMatchObject([
        { Referrer: 'Direct' },
      ]);
    },
  );

  it('when the site names them by a whole address', async () => {
    const ignoredReferrers = ['https://bank.example.net/pay'];
    const page = await openPage({ early: [['configure', { ignoredReferrers }]] });
    page.window.KM_REFERRER = 'https://bank.example.net/pay/done';
    page.push(['setReferrer'], ['pageView']);
    expect((await page.sent()).map(([, properties]) => properties)).toMatchObject([
      { Referrer: 'Direct' },
    ]);
  });
});

describe('Search Engine Hit (C17)', () => {
  const ENGINES: [referrer: string, engine: string, terms?: string][] = [
    ['https://www.google.com/', 'Google'],
    ['https://www.google.com/search?q=a+b%21&hl=en', 'Google', 'a b!'],
    ['http://google.com/', 'Google'],
    ['https://www.google.de/', 'Google'],
    ['https://www.google.co.uk/', 'Google'],
    ['https://www.google.com.br/url?q=x', 'Google', 'x'],
    ['https://www.bing.com/search?q=kmq', 'Bing', 'kmq'],
    ['https://cn.bing.com/', 'Bing'],
    ['https://search.yahoo.com/search?p=kmq', 'Yahoo', 'kmq'],
    ['https://uk.search.yahoo.com/search?p=kmq', 'Yahoo', 'kmq'],
    ['https://search.yahoo.co.jp/search?p=kmq', 'Yahoo', 'kmq'],
    ['https://duckduckgo.com/?q=kmq', 'DuckDuckGo', 'kmq'],
    ['https://www.baidu.com/s?wd=%E6%9D%B1', 'Baidu', '東'],
    ['https://yandex.ru/search/?text=kmq', 'Yandex', 'kmq'],
    ['https://yandex.com.tr/search/?text=kmq', 'Yandex', 'kmq'],
    ['https://www.ecosia.org/search?q=kmq', 'Ecosia', 'kmq'],
    ['https://search.brave.com/search?q=kmq', 'Brave', 'kmq'],
    ['https://search.naver.com/search.naver?query=kmq', 'Naver', 'kmq'],
    ['https://www.ask.com/web?q=kmq', 'Ask', 'kmq'],
    ['https://search.aol.com/aol/search?q=kmq', 'AOL', 'kmq'],
    ['https://www.startpage.com/do/search?query=kmq', 'Startpage', 'kmq'],
    ['https://www.qwant.com/?q=kmq', 'Qwant', 'kmq'],
    ['https://search.seznam.cz/?q=kmq', 'Seznam', 'kmq'],
    ['https://chatgpt.com/', 'ChatGPT'],
    ['https://chat.openai.com/', 'ChatGPT'],
    ['https://www.perplexity.ai/', 'Perplexity'],
    ['https://gemini.google.com/', 'Gemini'],
    ['https://copilot.microsoft.com/', 'Copilot'],
    ['https://claude.ai/', 'Claude'],
    ['https://www.google.com/search?q=', 'Google'],
  ];
  const OTHERS = [
    '',
    'https://www.example.com/?q=google',
    'https://google.example.com/',
    'https://www.notgoogle.com/search?q=x',
    'https://mail.google.com/',
    'https://docs.google.com/',
    'https://bing.com.example.org/',
    'https://example.org/https://www.google.com/',
    'https://task.com/',
    'https://finance.yahoo.com/',
    `https://${'a.'.repeat(20_000)}google`,
    'about:client',
  ];

  const search = async (referrers: string[], url = HOME): Promise<unknown[][]> => {
    const page = await openPage({ url });
    for (const referrer of referrers) {
      page.window.KM_REFERRER = referrer;
      page.push(['trackSearchHits']);
    }
    return page.sent();
  };

  it('names the engine, and the terms where it still tells them', async () => {
    expect(await search(ENGINES.map(([referrer]) => referrer))).toEqual(
      ENGINES.map(([, engine, terms]) => [
        'Search Engine Hit',
        { 'Search Engine': engine, ...(terms && { 'Search Terms': terms }) },
      ]),
    );
  });

  it('is nothing for other referrers', async () => {
    const before = performance.now();
    expect(await search(OTHERS)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('is a campaign for Google with gclid, not a search', async () => {
    const url = `${HOME}?gclid=abc`;
    expect(await search(['https://www.google.com/'], url)).toEqual([]);
    expect(await search(['https://www.bing.com/'], url)).toHaveLength(1);
  });
});

describe('Ad Campaign Hit', () => {
  const five = 'utm_source=a&utm_medium=b&utm_campaign=c+d&utm_term=e&utm_content=f';
  const FIVE = {
    'Campaign Source': 'a',
    'Campaign Medium': 'b',
    'Campaign Name': 'c d',
    'Campaign Terms': 'e',
    'Campaign Content': 'f',
  };
  const PAID = ['gclid', 'gbraid', 'wbraid', 'dclid', 'msclkid', 'ttclid', 'li_fat_id'];

  /** Query → the event's properties beside `URL`, and the person's. */
  const CAMPAIGNS: [query: string, event?: object, person?: object][] = [
    [five, FIVE, FIVE],
    // Any `utm_…` that is not empty.
    ['utm_id=7', {}],
    ['utm_source_platform=x', {}],
    // The click ids of paid traffic.
    ...PAID.map((name): [string, object] => [`${name}=x`, { [name]: 'x' }]),
    // These also mark unpaid links: they only go along.
    ['fbclid=x'],
    ['twclid=x'],
    [
      'utm_source=a&fbclid=x&twclid=y',
      { 'Campaign Source': 'a', fbclid: 'x', twclid: 'y' },
      { 'Campaign Source': 'a' },
    ],
    [''],
    ['utm_source='],
    ['gclid='],
    ['x=utm_source'],
    ['xutm_source=a'],
    ['mygclid=a'],
  ];

  it('has the campaign that the address names, and so has the person', async () => {
    const page = await openPage();
    for (const [query] of CAMPAIGNS) {
      page.window.KM.u = () => `${HOME}?${query}`;
      page.push(['checkForUTM']);
    }
    expect(await page.sent()).toEqual(
      CAMPAIGNS.flatMap(([query, event, person]) => [
        ...(event ? [['Ad Campaign Hit', { ...event, URL: `${HOME}?${query}` }]] : []),
        ...(person ? [['set', person]] : []),
      ]),
    );
  });

  it.each(['reload', 'back_forward'] as const)('is nothing on %s', async (navigation) => {
    const url = `${HOME}?${five}`;
    const page = await openPage({ url, navigation, automatic: true });
    expect((await page.sent()).map(([name]) => name)).toEqual(['Page View', 'Visited Site']);
  });
});

describe('set returning', () => {
  it.each([
    ['a first visit', {}, false, /^\d{10}$/],
    ['a name, but no last visit', { km_ni: ADA }, true, /^x$/],
    ['31 minutes ago', { km_lv: `${SECONDS - 1_860}` }, true, /^x$/],
    ['a year ago', { km_lv: `${SECONDS - 31_536_000}` }, true, /^x$/],
    ['29 minutes ago', { km_lv: `${SECONDS - 1_740}` }, false, /^\d{10}$/],
    ['an anonymous id, but no last visit', { km_ai: ANON }, false, /^\d{10}$/],
    ['flagged before', { km_lv: 'x', km_ni: ADA }, false, /^x$/],
  ])('%s', async (_, cookies, isReturning, lastVisit) => {
    const page = await openPage({ cookies, automatic: true });
    const returning = (await page.sent()).filter(([kind]) => kind === 'set');
    expect(returning).toEqual(isReturning ? [['set', { returning: '1' }]] : []);
    expect(page.cookies().km_lv).toMatch(lastVisit);
  });

  it('is not set for who comes for the first time, says who they are at once, and comes again', async () => {
    const browser = openBrowser();
    const flags: number[] = [];
    for (const minutes of [0, 1, 40]) {
      await browser.tick(minutes * MINUTE_MS);
      const page = await browser.open({ automatic: true, early: [['identify', ADA]] });
      flags.push((await page.sent()).filter(([kind]) => kind === 'set').length);
      await page.leave();
    }
    expect(flags).toEqual([0, 0, 1]);
  });

  it('comes once, on the page that begins the next visit', async () => {
    const browser = openBrowser();
    const flags: number[] = [];
    for (const minutes of [0, 1, 40, 1, 40]) {
      await browser.tick(minutes * MINUTE_MS);
      const page = await browser.open({ automatic: true });
      flags.push((await page.sent()).filter(([kind]) => kind === 'set').length);
      await page.leave();
    }
    expect(flags).toEqual([0, 0, 1, 0, 0]);
  });
});

describe('the URL API (C19)', () => {
  const load = async (query: string, options: PageOptions = {}): Promise<Page> => {
    const page = await openPage({
      url: `${HOME}${query}`,
      globals: { KM_SKIP_URL: false },
      ...options,
    });
    await page.sent();
    return page;
  };

  it('names nobody by bytes that are no UTF-8: strangers would have one name', async () => {
    const page = await load('?kmi=andr%E9@shop.fr');
    expect(page.cookies().km_ni).toBeUndefined();
    expect((await load('?kmi=andr%C3%A9@shop.fr')).cookies().km_ni).toBe('andré@shop.fr');
  });

  it('records what the address asks for', async () => {
    const CALLS: [query: string, ...calls: unknown[][]][] = [
      [''],
      ['?x=1&akm=2'],
      ['?kme=Ev', ['Ev', {}]],
      ['?km_e=Ev&kma=1&km_b=two+words&x=3', ['Ev', { a: '1', b: 'two words' }]],
      ['?kma=1&km_b=2', ['set', { a: '1', b: '2' }]],
      ['?kmi='],
      ['?kme='],
      ['?km_debug=1'],
      ['?kme=Ev&km_debug=1', ['Ev', {}]],
      ['?km=1'],
      ['#kme=Ev'],
      ['?kme=Ev&kmtoString=x&kmconstructor=y', ['Ev', { toString: 'x', constructor: 'y' }]],
    ];
    const page = await openPage();
    for (const [query] of CALLS) {
      page.window.KM.u = () => HOME + query;
      page.push(['au']);
    }
    expect(await page.sent()).toEqual(CALLS.flatMap(([, ...calls]) => calls));
  });

  it('names a visitor without a name, weakly, before the event', async () => {
    const page = await load(`?kme=Ev&kmi=${ADA}`, { cookies: { km_ai: ANON } });
    expect(page.calls()).toEqual([
      ['alias', ADA, ANON, 'u'],
      ['Ev', {}],
    ]);
    expect(page.hits().at(-1)!.person).toBe(ADA);
    expect(page.cookies()).toMatchObject({ km_ai: ANON, km_ni: ADA, km_nw: '1' });
  });

  it('names nobody who has a name', async () => {
    const page = await load(`?kme=Ev&kmi=${BOB}`, { cookies: { km_ni: ADA } });
    expect(page.calls()).toEqual([['Ev', {}]]);
    expect(page.hits()[0]!.person).toBe(ADA);
    expect(page.cookies()).toMatchObject({ km_ni: ADA });
    expect(page.cookies()).not.toHaveProperty('km_nw');
  });

  it('does not replace a weak name', async () => {
    const page = await load(`?kmi=${BOB}`, { cookies: { km_ai: ANON, km_ni: ADA, km_nw: '1' } });
    expect(page.cookies()).toMatchObject({ km_ni: ADA, km_nw: '1' });
  });

  it('gives way to an identify in the early queue', async () => {
    const page = await load(`?kmi=${BOB}`, { early: [['identify', ADA]] });
    expect(page.cookies()).toMatchObject({ km_ni: ADA });
    expect(page.cookies()).not.toHaveProperty('km_nw');
  });

  it('cannot choose whose hit it is, or when', async () => {
    const names = ['km__p', 'km__n', 'km__k', 'km__t', 'km__d', 'km___p'];
    const query = names.map((name) => `${name}=1700000000`).join('&');
    const page = await load(`?kme=Ev&${query}&km__d=1`, { cookies: { km_ni: ADA } });
    expect(page.hits()).toMatchObject([{ name: 'Ev', person: ADA }]);
    expect(page.hits()[0]!.properties).toEqual({});
    expect(page.hits()[0]).not.toHaveProperty('timeGiven');
    expect(page.hits()[0]!.time).toBeGreaterThan(SECONDS - 1);
    expect(page.batches()[0]!.url.searchParams.get('_k')).toBe('demo');
  });

  it('hands an anonymous id over, also with a raw +', async () => {
    const id = 'AA+CAwQFBgcICQoLDA0ODxAREhM=';
    for (const kmi of [id, encodeURIComponent(id)]) {
      const page = await load(`?kmi=${kmi}`);
      expect(page.cookies().km_ai).toBe(id);
      expect(page.cookies()).not.toHaveProperty('km_ni');
    }
  });

  it.each(['reload', 'back_forward'] as const)('does nothing again on %s', async (navigation) => {
    const page = await load(`?kme=Ev&kmi=${ADA}`, { navigation });
    expect(page.calls()).toEqual([]);
    expect(page.cookies()).not.toHaveProperty('km_ni');
  });

  it('is stripped from every recorded address', async () => {
    const page = await load(`?kmi=${ADA}&a=1&kme=Ev&utm_source=x&km_z#top`, {
      automatic: true,
      referrer: `https://www.example.org/?kmi=${BOB}&b=2`,
    });
    const texts = page.hits().flatMap(({ properties }) => Object.values(properties));
    expect(texts).toContain(`${HOME}?a=1&utm_source=x#top`);
    expect(texts).toContain('https://www.example.org/?b=2');
    expect(texts.filter((text) => /km|@/.test(text))).toEqual([]);
  });

  it.each<[setting: string, early: unknown[], after: string]>([
    ['the default', [], '?a=1&kme=Ev&b=2#top'],
    ["'identity'", [['configure', { cleanUrl: 'identity' }]], '?a=1&kme=Ev&b=2#top'],
    ['true', [['configure', { cleanUrl: true }]], '?a=1&b=2#top'],
    ['false', [['configure', { cleanUrl: false }]], `?a=1&kmi=${ADA}&kme=Ev&b=2#top`],
  ])('cleans the address bar: cleanUrl %s', async (_, early, after) => {
    const page = await load(`?a=1&kmi=${ADA}&kme=Ev&b=2#top`, {
      early,
      prepare: ({ history, location }) => history.replaceState({ kept: true }, '', location.href),
    });
    expect(page.window.location.href).toBe(HOME + after);
    expect(page.window.history.state).toEqual({ kept: true });
    expect(page.window.history.length).toBe(1);
  });

  it('leaves an address without kmi exactly as it is', async () => {
    const query = '?x=%41+b&&kmeish=&y#';
    const page = await load(query);
    expect(page.window.location.href).toBe(HOME + query);
  });

  it('cleans before routes are watched', async () => {
    const page = await load(`?kmi=${ADA}`, {
      automatic: true,
      early: [['configure', { spa: true }]],
    });
    expect(page.calls().filter(([name]) => name === 'Page View')).toHaveLength(1);
  });
});
