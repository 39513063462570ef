import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FoundPerson } from './support/collector.js';
import { type Browser, ENGINES, launch } from './support/launch.js';
import { until } from './support/patience.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked('path');
});
afterAll(() => tracked?.close());

/** The person, once the last of these events is on the timeline. */
const personWith = (identity: string, last: string): Promise<FoundPerson> =>
  until(`${last} of ${identity}`, async () => {
    const person = await tracked.collector.person('path', identity);
    return namesOf(person.timeline).includes(last) && person;
  });

describe.each(ENGINES)('the whole path in %s', (engine) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());
  const ada = `ada@${engine}.example`;

  it('makes one person of an anonymous visit, a sign-up and a purchase', async () => {
    const profile = await browser.profile();
    const page = await profile.open(`${tracked.pages.url}/visit.html`);
    await page.click('#pricing');
    await page.until(() => document.title === 'Pricing');
    await page.click('#sign-up');
    await page.until(() => document.title === 'Sign up');
    await page.fill('input', ada);
    await page.click('button');
    await page.until(() => document.title === 'Buy');
    await page.click('button');

    const person = await personWith(ada, 'Purchased');
    expect(namesOf([...person.timeline].reverse())).toEqual([
      // The alias, where the anonymous part ends: `name` is the identity that the call names.
      'Viewed Pricing',
      ada,
      'Signed Up',
      'Purchased',
    ]);
    expect(person.timeline.filter(({ name }) => name === 'Page View')).toHaveLength(4);
    expect(person.timeline.filter(({ name }) => name === 'Visited Site')).toHaveLength(1);
    expect(person.timeline.at(-1)).toMatchObject({ kind: 'event', name: 'Page View' });
    expect(person.revenue).toMatch(/^49\.990*$/);
    expect(await page.problems()).toEqual([]);
    await profile.close();
  });

  it('adds the anonymous history of a second browser when she signs in there', async () => {
    const first = await tracked.collector.person('path', ada);
    const profile = await browser.profile();
    const page = await profile.open(`${tracked.pages.url}/pricing.html`);
    await page.until(() => 'KM' in window);
    await page.goto(`${tracked.pages.url}/sign-in.html`);
    await page.fill('input', ada);
    await page.click('button');
    await page.until(() => document.title === 'Buy');

    const person = await personWith(ada, 'Logged In');
    const oldestFirst = [...person.timeline].reverse();
    expect(namesOf(oldestFirst)).toEqual([
      'Viewed Pricing',
      ada,
      'Signed Up',
      'Purchased',
      'Viewed Pricing',
      ada,
      'Logged In',
    ]);
    expect(oldestFirst.slice(0, first.timeline.length)).toEqual([...first.timeline].reverse());
    const times = oldestFirst.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    expect(person.identities.map(({ kind }) => kind).sort()).toEqual([
      'anonymous',
      'anonymous',
      'named',
    ]);
    const all = await tracked.collector.people('path', ada);
    expect(all).toHaveLength(1);
    for (const { identity } of person.identities)
      expect((await tracked.collector.person('path', identity)).id).toBe(person.id);
    await profile.close();
  });
});
