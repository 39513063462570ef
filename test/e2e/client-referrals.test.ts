import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, launch, type Page, type Profile } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, push, type Site } from './support/site.js';
import { startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

const at = (host: string, path: string): string => `http://${host}:${tracked.pages.port}${path}`;

// Made-up hosts are in these two only.
describe.each(['chromium', 'firefox'] as const)('in %s', (engine) => {
  let browser: Browser;
  let profile: Profile;
  let page: Page;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());

  const open = async (name: string): Promise<Site> => {
    profile = await browser.profile();
    page = await profile.open();
    return createSite(tracked, `${name}-${engine}`);
  };

  /** Goes to a page by a link on another one, and tells the referrers that are recorded: of the view, of the person. */
  const refer = async (site: Site, from: string, to: string, settings: object = {}) => {
    const path = site.add('landing.html', {
      head: `<script>_kmq = [['configure', ${JSON.stringify(settings)}]]</script>`,
    });
    tracked.pages.add(
      `${site.key}-from.html`,
      `<!doctype html><meta name="referrer" content="unsafe-url"><a id="go" href="${at(to, path)}">x</a>`,
    );
    await page.goto(at(from, `/${site.key}-from.html`));
    await page.click('#go');
    await page.until(() => 'KM' in window);
    const hits = await site.settled(page);
    const view = hits.find(({ _n }) => _n === 'Page View');
    const set = hits.find(({ _n, Referrer }) => !_n && Referrer);
    return [view?.Referrer, set?.Referrer];
  };

  it('another site is a referrer (C17)', async () => {
    const site = await open('other-site');
    const from = at('other.test', `/${site.key}-from.html`);
    expect(await refer(site, 'other.test', 'shop.test')).toEqual([from, from]);
  });

  it('a host that shares the cookies of a site is none of the person (C17)', async () => {
    const site = await open('own-host');
    const from = at('app.shop.test', `/${site.key}-from.html`);
    expect(await refer(site, 'app.shop.test', 'www.shop.test')).toEqual([from, undefined]);
  });

  it.each([['other.test'], ['*.Other.test'], ['https://www.other.test/pay']])(
    'a host where somebody has paid is none at all, named as %s (C17)',
    async (host) => {
      const site = await open(`paid-${host.replace(/\W+/g, '-')}`.toLowerCase());
      expect(await refer(site, 'other.test', 'shop.test', { ignoredReferrers: [host] })).toEqual([
        'Direct',
        undefined,
      ]);
    },
  );

  it('a frame of a blob tells the address of what holds it (C39)', async () => {
    const site = await open('blob');
    const path = site.add('holder.html');
    await page.goto(at('shop.test', path));
    await page.until(() => 'KM' in window);
    await page.evaluate((snippet) => {
      const frame = document.createElement('iframe');
      const html = `<!doctype html><title>Inside</title>${snippet}<script>_kmq.push(['record', 'Inside'])</script>`;
      frame.src = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
      document.body.append(frame);
    }, site.snippet);
    const hits = await until('the frame', async () => {
      const all = await site.hits();
      return all.some(({ _n }) => _n === 'Inside') && all;
    });
    const addresses = hits.filter(({ _n }) => _n === 'Page View').map((hit) => hit['Viewed URL']);
    expect(new Set(addresses)).toEqual(new Set([at('shop.test', path)]));
  });

  it('a cookie on a narrower path is expired as the one of a narrower domain (C12)', async () => {
    const site = await open('path');
    const path = site.add('shop/cart/page.html');
    const folder = path.replace(/[^/]*$/, '');
    tracked.pages.add(`${folder}plant.html`.slice(1), '<!doctype html><title>Plant</title>');
    await page.goto(at('www.shop.test', `${folder}plant.html`));
    await page.evaluate(
      (cookies) => {
        // biome-ignore lint/suspicious/noDocumentCookie: as an older client wrote them
        for (const cookie of cookies) document.cookie = cookie;
      },
      [
        `km_ni=old%40example.com;path=${folder}`,
        `km_ni=older%40example.com;path=${folder.slice(0, -1)}`,
      ],
    );
    await page.goto(at('www.shop.test', path));
    await page.until(() => 'KM' in window);
    await push(page, ['identify', 'ada@example.com'], ['record', 'A']);
    await site.settled(page);
    const names = await page.evaluate(() =>
      document.cookie.split('; ').filter((pair) => pair.startsWith('km_ni')),
    );
    expect(names).toEqual(['km_ni=ada%40example.com']);
  });
});
