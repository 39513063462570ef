import { describe, expect, it } from 'vitest';
import { openPage, type Page } from './support/page.js';

const configured = (settings: unknown, options = {}): Promise<Page> =>
  openPage({ early: [['configure', settings]], ...options });

/** Every setting whose feature is there, with a value that is not its default (C28). */
const KNOWN = {
  key: 'other',
  endpoint: 'https://other.example.com/',
  protocol: 'batch',
  flushAfter: 10,
  maxHits: 10,
  maxBytes: 10_000,
  rules: [],
  redactUrl: (url: string) => url,
  spa: 'hash',
  pageViews: false,
  visits: false,
  referrer: false,
  searchEngines: false,
  campaigns: false,
  urlApi: false,
  returning: false,
  formFields: false,
  cookieDomain: 'example.com',
  cleanUrl: true,
  experiments: 'original',
  persistence: 'memory',
  respectGpc: true,
  respectDnt: true,
  consent: 'granted',
  beforeSend: (hit: unknown) => hit,
};

const WRONG: [name: string, values: unknown[]][] = [
  ['key', [7, null, {}]],
  ['endpoint', [7, null, []]],
  ['protocol', ['udp', 1, null]],
  ['flushAfter', ['1000', null, {}, -1, Number.NaN]],
  ['maxHits', ['10', null, -5, Number.NaN]],
  ['maxBytes', ['10', null, -1, Number.NaN]],
  ['rules', ['view', {}, 7, null]],
  ['redactUrl', ['x', {}, null]],
  ['spa', ['yes', 1, 'history', null]],
  ['pageViews', [1, 'false', null]],
  ['visits', [0, 'true']],
  ['referrer', ['x']],
  ['searchEngines', [1]],
  ['campaigns', ['on']],
  ['urlApi', [0]],
  ['returning', ['x']],
  ['formFields', [{}]],
  ['cookieDomain', [7, true]],
  ['cleanUrl', ['all', 1, null]],
  ['experiments', ['new', true]],
  ['persistence', ['localStorage', true]],
  ['respectGpc', ['yes', 1]],
  ['respectDnt', ['yes', 1]],
  ['consent', ['denied', true]],
  ['beforeSend', ['x', {}, null]],
];

describe('settings (C28)', () => {
  it('are known', async () => {
    const page = await openPage();
    for (const [name, value] of Object.entries(KNOWN)) page.push(['configure', { [name]: value }]);
    expect(page.warnings).toEqual([]);
  });

  it('of a wrong type are one warning that names them, and change nothing', async () => {
    const page = await openPage();
    const warned: [name: string, count: number][] = [];
    for (const [name, values] of WRONG)
      for (const value of values) {
        page.warnings.length = 0;
        page.push(['configure', { [name]: value }]);
        const named = page.warnings.filter((text) => text.includes(name));
        if (named.length !== 1 || page.warnings.length !== 1)
          warned.push([`${name}: ${String(value)}`, page.warnings.length]);
      }
    expect(warned).toEqual([]);
    page.push(['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
    expect(page.errors).toEqual([]);
  });

  it('that are unknown are one warning that names them', async () => {
    const page = await openPage();
    const names = ['flushafter', 'toString', 'constructor', '__proto__x', 'hasOwnProperty'];
    for (const name of names) page.push(['configure', { [name]: 1 }]);
    expect(page.warnings).toEqual(names.map((name) => expect.stringContaining(name)));
  });

  it('that are unknown are one warning in the early queue, too', async () => {
    const page = await configured({ flushafter: 1 });
    expect(page.warnings).toEqual([expect.stringContaining('flushafter')]);
  });

  it.each([undefined, null, 7, 'text', []])('configure(%j) changes nothing', async (settings) => {
    const page = await openPage();
    page.push(['configure', settings], ['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
    expect(page.errors).toEqual([]);
  });

  it('warns where the feature of a setting is not there', async () => {
    const page = await configured({ spa: true }, { script: 'kmq-lite' });
    expect(page.warnings).toHaveLength(1);
    expect(page.warnings[0]).toContain('spa');
  });

  it.each([
    ['the default', {}, 1_000],
    ['longer', { flushAfter: 3_000 }, 3_000],
    ['shorter', { flushAfter: 50 }, 50],
  ])('flushAfter, %s', async (_, settings, ms) => {
    const page = await configured(settings);
    page.push(['record', 'A']);
    await page.tick(ms - 10);
    expect(page.batches()).toEqual([]);
    await page.tick(20);
    expect(page.batches()).toHaveLength(1);
  });

  it('what configure names later wins from then on, the rest stays', async () => {
    const page = await configured({ flushAfter: 50, endpoint: 'https://one.example.com/' });
    page.push(['record', 'A']);
    await page.tick(500);
    page.push(['configure', { endpoint: 'https://two.example.com/in/' }], ['record', 'B']);
    await page.tick(60);
    expect(page.batches().map(({ url }) => url.origin + url.pathname)).toEqual([
      'https://one.example.com/',
      'https://two.example.com/in/',
    ]);
  });

  it('a key in the settings is that of the page (C8)', async () => {
    const page = await configured({ key: 'fromsettings' }, { globals: { _kmk: undefined } });
    page.push(['record', 'A']);
    await page.sent();
    expect(page.batches()[0]!.url.searchParams.get('_k')).toBe('fromsettings');
    expect(page.warnings).toEqual([]);
  });

  it('an endpoint in the settings is enough for an inline script (C8)', async () => {
    const page = await configured({ endpoint: 'https://other.example.com/' }, { src: '' });
    page.push(['record', 'A']);
    await page.sent();
    expect(page.batches()[0]!.url.origin).toBe('https://other.example.com');
    expect(page.warnings).toEqual([]);
  });
});
