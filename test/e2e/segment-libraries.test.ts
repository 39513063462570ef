import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, ENGINES, launch } from './support/launch.js';
import { until } from './support/patience.js';
import { startTracked, type Tracked } from './support/tracked.js';

/** Libraries as npm has them (`test/libraries`). */
const require = createRequire(new URL('../libraries/package.json', import.meta.url));

interface Segment {
  track(call: object): void;
  identify(call: object): void;
  page(call: object): void;
  group(call: object): void;
  alias(call: object): void;
  closeAndFlush(): Promise<void>;
}
interface Rudder extends Omit<Segment, 'closeAndFlush'> {
  flush(): Promise<void>;
}
const { Analytics } = require('@segment/analytics-node') as {
  Analytics: new (settings: object) => Segment;
};
const RudderAnalytics = require('@rudderstack/rudder-sdk-node') as new (
  key: string,
  settings: object,
) => Rudder;

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

const createServerKey = async (site: string): Promise<string> => {
  await tracked.collector.site(site);
  const url = `/api/sites/${site}/server-keys`;
  const made = await tracked.collector.ask<{ serverKey: string }>('POST', url, { name: 'shop' });
  return made.serverKey;
};

/** Calls that need no object in front. */
const bind = (calls: Omit<Segment, 'closeAndFlush'>) => ({
  track: calls.track.bind(calls),
  identify: calls.identify.bind(calls),
  page: calls.page.bind(calls),
  group: calls.group.bind(calls),
  alias: calls.alias.bind(calls),
});

const callAll = ({ track, identify, page, group, alias }: Omit<Segment, 'closeAndFlush'>) => {
  identify({ userId: 'ada', anonymousId: 'browser-1', traits: { plan: 'Pro' } });
  track({
    userId: 'ada',
    event: 'Order Completed',
    properties: { revenue: 49.99, currency: 'USD' },
    timestamp: new Date('2024-02-03T04:05:06.700Z'),
  });
  page({ anonymousId: 'browser-1', name: 'Pricing', properties: { url: 'https://a.example/' } });
  group({ userId: 'ada', groupId: 'acme', traits: { seats: 3 } });
  alias({ userId: 'ada', previousId: 'ada@example.com' });
};

const check = async (site: string) => {
  const hits = await until(`all hits of ${site}`, async () => {
    const found = await tracked.collector.export(site);
    return found.length >= 6 && found;
  });
  expect(hits).toHaveLength(6);
  const ada = await tracked.collector.person(site, 'ada');
  expect(ada.identities.map(({ kind }) => kind).sort()).toEqual(['anonymous', 'named', 'named']);
  expect(ada.properties).toMatchObject({ plan: 'Pro', 'Group ID': 'acme', 'Group seats': '3' });
  expect(ada.revenue).toMatch(/^49\.990*$/);
  const bought = ada.timeline.find(({ name }) => name === 'Order Completed')!;
  expect(bought.time).toBe('2024-02-03T04:05:06.700Z');
  expect(ada.timeline.map(({ name }) => name)).toContain('Page View');
};

describe('libraries of servers, with only the host changed (S60)', () => {
  it('@segment/analytics-node', async () => {
    const analytics = new Analytics({
      writeKey: await createServerKey('segment-node'),
      host: tracked.collector.url,
    });
    callAll(bind(analytics));
    await analytics.closeAndFlush();
    await check('segment-node');
  });

  it('@rudderstack/rudder-sdk-node', async () => {
    const key = await createServerKey('rudder-node');
    const analytics = new RudderAnalytics(key, { dataPlaneUrl: tracked.collector.url });
    callAll(bind(analytics));
    await analytics.flush();
    await check('rudder-node');
  });
});

describe.each(ENGINES)('@segment/analytics-next in %s', (engine) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());

  it('makes one person of a visitor who signs up, with the public key', async () => {
    const key = `segment-${engine}`;
    await tracked.collector.site(key);
    const library = await readFile(
      require.resolve('@segment/analytics-next').replace(/dist\/.*$/, 'dist/umd/index.js'),
      'utf8',
    );
    tracked.pages.add(`${key}.js`, library, { 'content-type': 'text/javascript' });
    tracked.pages.add(
      `${key}.html`,
      `<!doctype html><title>Shop</title><script src="/${key}.js"></script><script>
        const load = () => {
          const analytics = AnalyticsNext.AnalyticsBrowser.load({
            writeKey: '${key}', cdnURL: '${tracked.collector.url}',
          });
          analytics.page('Home');
          analytics.track('Viewed', { color: 'red' });
          analytics.identify('ada', { plan: 'Pro' });
          analytics.track('Bought', { revenue: 5 });
        };
        load();
      </script>`,
    );
    const page = await (await browser.profile()).open();
    await page.goto(`${tracked.pages.url}/${key}.html?utm_source=mail`);
    const hits = await until('all hits', async () => {
      const found = await tracked.collector.export(key);
      return found.filter(({ _p2 }) => !_p2).length >= 4 && found;
    });
    // Calls that come at the same time bring the same link each.
    const rest = hits.filter(({ _p2 }) => !_p2).map(({ _n }) => _n ?? 'set');
    expect(rest.sort()).toEqual(['Bought', 'Page View', 'Viewed', 'set']);
    const ada = await tracked.collector.person(key, 'ada');
    expect(ada.identities.map(({ kind }) => kind).sort()).toEqual(['anonymous', 'named']);
    expect(ada.properties).toMatchObject({ plan: 'Pro' });
    const view = ada.timeline.find(({ name }) => name === 'Page View')!;
    expect(view.properties).toMatchObject({
      'Page Title': 'Shop',
      'Page Name': 'Home',
      'Campaign Source': 'mail',
    });
    expect(view.properties.Browser).toBeTruthy();
  });
});
