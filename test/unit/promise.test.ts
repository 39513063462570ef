import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accept, type Reply } from './support/network.js';
import { openBrowser, type Page } from './support/page.js';

/** What the collector, or what stands before it, answers for a while; undefined: as it should. */
const WEATHER: Record<string, (lines: number) => Reply | undefined> = {
  fine: () => undefined,
  gone: () => 'lost',
  silent: () => 'silent',
  broken: () => ({ status: 500 }),
  busy: () => ({ status: 503, headers: { 'Retry-After': '20' } }),
  'a page of HTML': () => ({ body: '<!doctype html>' }),
  'an answer to somebody else': () => ({ body: { accepted: 0, rejected: [] } }),
  'for small batches only': (lines) => (lines > 2 ? { status: 413 } : undefined),
  'for small batches only, unreadably': (lines) => (lines > 2 ? 'lost' : undefined),
};

/** It stops a page for good: the next one goes on. */
const FOREIGN = { 'another site': (): Reply => ({ status: 403, body: { error: {} } }) };

/** A while: so many calls in such weather, then a wait, then what happens to the page. */
interface While {
  weather: string;
  records: number;
  wait: number;
  page: string;
}

const livesOf = (weather: object, pages: string[]): fc.Arbitrary<While[]> =>
  fc.array(
    fc.record({
      weather: fc.constantFrom(...Object.keys(weather)),
      records: fc.integer({ min: 0, max: 4 }),
      wait: fc.constantFrom(10, 400, 2_000, 40_000),
      page: fc.constantFrom('goes on', ...pages),
    }),
    { minLength: 1, maxLength: 7 },
  );

const ALIVE = ['away and back', 'hide and show', 'another tab', 'offline', 'online'];

/** Long after: what pages left can be claimed, every wait is over. */
const AFTER_MS = 600_000;

/** Tells what was recorded, and what the collector has stored in the end, each hit once. */
const live = async (whiles: While[]) => {
  const browser = openBrowser();
  const weathers: typeof WEATHER = { ...WEATHER, ...FOREIGN };
  const stored = new Set<string>();
  const recorded: string[] = [];
  let reply = WEATHER.fine!;
  browser.collector = (sent) => {
    const answer = reply(sent.lines.length);
    if (!answer) for (const { name, id } of sent.hits) stored.add(`${name} ${id}`);
    return answer ?? accept(sent);
  };
  const tabs = [await browser.open()];
  const setOnline = (onLine: boolean) => {
    for (const { window } of tabs) {
      Reflect.set(window.navigator, 'onLine', onLine);
      window.dispatchEvent(new window.Event(onLine ? 'online' : 'offline'));
    }
  };
  const happen: Record<string, (page: Page) => unknown> = {
    offline: () => setOnline(false),
    online: () => setOnline(true),
    'another tab': async () => tabs.push(await browser.open()),
    'storage is full': () => Object.assign(browser.storage, { quota: 0 }),
    'storage has room': () => Object.assign(browser.storage, { quota: 5_000_000 }),
    async 'hide and show'(page) {
      page.hide();
      await browser.tick(1_000);
      page.show();
    },
    async 'away and back'(page) {
      await page.leave({ persisted: true });
      await browser.tick(3_000);
      await page.restore();
    },
    async leave(page) {
      await page.leave();
      tabs.splice(-1, 1, await browser.open());
    },
    async crash(page) {
      page.crash();
      tabs.splice(-1, 1, await browser.open());
    },
  };

  for (const { weather, records, wait, page } of whiles) {
    reply = weathers[weather]!;
    for (let n = 0; n < records; n++) {
      tabs.at(-1)!.push(['record', `${recorded.length}`]);
      recorded.push(`${recorded.length}`);
      await browser.tick(0);
    }
    await browser.tick(wait);
    await happen[page]?.(tabs.at(-1)!);
  }

  reply = WEATHER.fine!;
  browser.storage.quota = 5_000_000;
  setOnline(true);
  tabs.push(await browser.open());
  await browser.tick(AFTER_MS);
  const errors = tabs.flatMap((tab) => tab.errors);
  for (const tab of tabs) tab.crash();
  return {
    recorded,
    stored: [...stored].map((hit) => hit.split(' ')[0]!).sort(),
    waiting: [...browser.storage.items.values()].filter((text) => text.includes('_n=')),
    errors,
  };
};

const isKept = async (whiles: While[]): Promise<void> => {
  const { recorded, ...after } = await live(whiles);
  expect(after).toEqual({ stored: [...recorded].sort(), waiting: [], errors: [] });
};

describe('the promise: every call arrives, and is one hit', () => {
  it('whatever the network does, and however pages end', async () => {
    const lives = livesOf({ ...WEATHER, ...FOREIGN }, [...ALIVE, 'leave', 'crash']);
    await fc.assert(fc.asyncProperty(lives, isKept), { numRuns: 16 });
  }, 60_000);

  it('also where storage fills up, as long as the page lives', async () => {
    const lives = livesOf(WEATHER, [...ALIVE, 'storage is full', 'storage has room']);
    await fc.assert(fc.asyncProperty(lives, isKept), { numRuns: 8 });
  }, 60_000);
});
