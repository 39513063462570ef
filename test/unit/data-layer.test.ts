import { describe, expect, it } from 'vitest';
import { openPage, type Page } from './support/page.js';

const open = (settings: object = {}, globals: object = {}): Promise<Page> =>
  openPage({ globals: { KM_SITE: { dataLayer: true, ...settings }, ...globals } });

const layerOf = (page: Page): unknown[] =>
  JSON.parse(JSON.stringify((page.window as { dataLayer?: unknown }).dataLayer ?? null));

/** What is recorded, what `dataLayer` gets. */
const EVENTS: [item: unknown[], entry: object][] = [
  [['record', 'Signed Up'], { event: 'km_signed_up' }],
  [
    ['record', 'Purchased', { Revenue: 49.99, Plan: 'Pro' }],
    { event: 'km_purchased', km_revenue: 49.99, km_plan: 'Pro' },
  ],
  [
    ['record', 'A/B – Test (2)', { 'Plan Name': 'x' }],
    { event: 'km_a_b_test_2_', km_plan_name: 'x' },
  ],
  [
    ['record', 'A', { Zip: '01234', n: -1, e: '1e3', x: 'NaN', b: true }],
    {
      event: 'km_a',
      km_zip: '01234',
      km_n: -1,
      km_e: '1e3',
      km_x: 'NaN',
      km_b: 'true',
    },
  ],
  [['record', 'A', { event: 'x' }], { event: 'km_a', km_event: 'x' }],
];

describe('dataLayer (C28)', () => {
  it.each(EVENTS)('%j', async (item, entry) => {
    const page = await open();
    page.push(item);
    expect(layerOf(page)).toEqual([entry]);
  });

  it('stands behind what the page has pushed there, once for each event, and for nothing else', async () => {
    const page = await open({ pageViews: true }, { dataLayer: [{ event: 'gtm.js' }] });
    page.push(['set', { a: 1 }], ['identify', 'ada'], ['alias', 'a', 'b'], ['pageView']);
    page.push(['record', 'A']);
    await page.sent();
    expect(layerOf(page)).toMatchObject([
      { event: 'gtm.js' },
      { event: 'km_page_view', km_page_title: 'Title' },
      { event: 'km_a' },
    ]);
  });

  it('costs no hit where the page lets nobody at it', async () => {
    const hostile = (page: Page, member: PropertyDescriptor): void => {
      Object.defineProperty(page.window, 'dataLayer', member);
    };
    const throwing = () => {
      throw new Error('mine');
    };
    for (const member of [
      { value: Object.freeze([]) },
      { get: throwing },
      { get: () => [], set: throwing },
      { value: 7 },
    ]) {
      const page = await open();
      hostile(page, member);
      page.push(['record', 'A']);
      await page.sent();
      expect(page.hits()).toMatchObject([{ name: 'A' }]);
    }
  });

  it('is left alone by default, and where nothing may be recorded', async () => {
    for (const settings of [
      { dataLayer: false },
      { consent: 'required' },
      { beforeSend: () => null },
    ]) {
      const page = await open(settings);
      page.push(['record', 'A']);
      await page.sent();
      expect(layerOf(page)).toBe(null);
    }
  });

  it('has what beforeSend made of it', async () => {
    const page = await open({
      beforeSend: (hit: { properties: object }) => ({ ...hit, properties: { Plan: 'hidden' } }),
    });
    page.push(['record', 'A', { Plan: 'Pro' }]);
    expect(layerOf(page)).toEqual([{ event: 'km_a', km_plan: 'hidden' }]);
  });

  it.each([[7], [Object.freeze([])]])('that is %j costs no hit', async (dataLayer) => {
    const page = await open({}, { dataLayer });
    page.push(['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
  });
});
