import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, ENGINES, launch } from './support/launch.js';
import { until } from './support/patience.js';
import { startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

const expected = (tabs: string[]): string[] =>
  tabs.flatMap((tab) =>
    ['before', 'after'].flatMap((when) =>
      Array.from({ length: 100 }, (_, n) => `${tab} ${when} ${n}`),
    ),
  );

describe.each(ENGINES)('%s', (engine) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());

  it('delivers once what two tabs push before and after the library loads, and leave', async () => {
    const key = `once-${engine}`;
    await tracked.collector.site(key);
    const html = tracked.snippet.replaceAll('demo', key);
    expect(html).toContain(`/${key}.2.js`);
    const template = await (await fetch(`${tracked.pages.url}/once.html`)).text();
    tracked.pages.add(
      `${engine}.html`,
      template.replace(tracked.snippet, () => html),
    );
    tracked.pages.add(
      'visit.html',
      `<!doctype html><title>Landing</title><link rel="icon" href="data:,">${html}`,
    );

    const profile = await browser.profile();
    const tabs = ['one', 'two'];
    const open = await Promise.all(
      tabs.map((tab) => profile.open(`${tracked.pages.url}/${engine}.html#${tab}`)),
    );
    for (const page of open) await page.until(() => document.title === 'Landing');

    const counted = async () =>
      (await tracked.collector.export(key)).filter(({ _n }) => _n === 'Counted');
    await until(
      'every hit of both tabs',
      async () => (await counted()).length >= 400 || undefined,
      30_000,
    );
    const hits = await counted();
    const labels = hits.map(({ Tab, When, N }) => `${Tab} ${When} ${N}`);
    expect([...labels].sort()).toEqual(expected(tabs).sort());

    // What a closed page left is claimed by the next one (D8); then nothing is left, nothing came twice, and the
    // visitor is one person in both tabs (C15).
    const left = () =>
      Object.keys(localStorage).filter((name) => /^kmq:[^:]+:[^:]+:\d+$/.test(name)).length;
    await until('an empty outbox', async () => (await open[0]!.evaluate(left)) === 0, 30_000);
    expect((await counted()).length).toBe(400);
    expect(await tracked.collector.people(key)).toHaveLength(1);
    await profile.close();
  });
});
