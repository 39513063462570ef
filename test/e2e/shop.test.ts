import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Collector, startCollector } from './support/collector.js';
import { type Browser, launch } from './support/launch.js';
import { until } from './support/patience.js';
import { namesOf } from './support/tracked.js';

/** Another one at each try: people of before are still in the store. */
const toAddress = () => `ada-${Date.now()}@shop.example`;

let collector: Collector;
let browser: Browser;
let shop: string;
beforeAll(async () => {
  collector = await startCollector();
  shop = await until(
    'the address of the shop',
    () => /shop.*?(http:\/\/[\w.:]+)/i.exec(collector.output())?.[1],
  );
  browser = await launch('chromium');
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

it('shows a person who walks around in the demo shop as one person with one timeline', async () => {
  const ada = toAddress();
  const profile = await browser.profile();
  const page = await profile.open(shop);
  await page.click('#signup-button');
  // A page that is left before the library came has no page view.
  await page.until(() => location.pathname === '/sign-up' && 'KM' in window);
  await page.goto(`${shop}/pricing`);
  await page.click('[data-plan=Pro] a');
  await page.until(() => location.search === '?plan=Pro' && 'KM' in window);
  await page.fill('[name=name]', 'Ada');
  await page.fill('[name=email]', ada);
  await page.click('#signup-form button');
  await page.until(() => location.pathname === '/garden' && 'KM' in window);
  await page.click('.chip');
  await page.click('[href="/garden/plan"]');
  await page.click('[data-buy=Pro]');
  await page.click('#refund');
  await page.until(() => document.querySelector('[data-buy=Pro]') !== null);

  const person = await until('the refund', async () => {
    const answer = await collector.person('demo', ada);
    return namesOf(answer.timeline).includes('Refunded') && answer;
  });
  const oldestFirst = [...person.timeline].reverse();
  const events = oldestFirst.filter(({ kind }) => kind === 'event');
  expect(namesOf(events)).toEqual([
    'Clicked Signup CTA',
    'Viewed Pricing',
    'Signed Up',
    'Activated',
    'Planted',
    'Purchased',
    'Refunded',
  ]);
  // The anonymous part ends where the form names her; the next page may name her again.
  const named = oldestFirst.findIndex(({ kind }) => kind === 'alias');
  expect(oldestFirst[named]).toMatchObject({ name: ada });
  expect(namesOf(oldestFirst.slice(0, named))).toEqual(['Clicked Signup CTA', 'Viewed Pricing']);
  expect(person.properties).toMatchObject({ Name: 'Ada', Email: ada, Plan: 'Free Trial' });
  expect(Number(person.revenue)).toBe(0);
  expect(person.identities.map(({ kind }) => kind).sort()).toEqual(['anonymous', 'named']);

  // The single-page part counts each route as a page view, with its own title (C20).
  const views = person.timeline.filter(({ name }) => name === 'Page View').reverse();
  expect(views.map(({ properties }) => new URL(properties['Viewed URL']!).pathname)).toEqual([
    '/',
    '/sign-up',
    '/pricing',
    '/sign-up',
    '/garden',
    '/garden/plan',
  ]);
  expect(views.at(-1)!.properties['Page Title']).toBe('Plan · Sprig');
  expect(await page.problems()).toEqual([]);

  const variant = await page.evaluate(() => localStorage.getItem('sprig-pricing'));
  expect(variant).toMatch(/^(Control|Annual Highlighted)$/);
  expect(Object.values(person.properties)).toContain(variant);
  await profile.close();
});
