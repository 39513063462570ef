import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accept, type Reply } from './support/network.js';
import { openBrowser } from './support/page.js';

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

type Step = { record: number } | { wait: number } | { weather: string } | { page: string };

const stepsOf = (weather: object, pages: string[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ record: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 2, arbitrary: fc.record({ wait: fc.constantFrom(10, 400, 2_000, 40_000) }) },
      { weight: 2, arbitrary: fc.record({ weather: fc.constantFrom(...Object.keys(weather)) }) },
      { weight: 3, arbitrary: fc.record({ page: fc.constantFrom(...pages) }) },
    ),
    { minLength: 5, maxLength: 14 },
  );

const ALIVE = ['away and back', 'hide and show', 'another tab', 'offline', 'online'];

/** Long after: what pages left can be claimed, every wait is over. */
const AFTER_MS = 1_200_000;

/** Lives through the steps; tells what was recorded, and what the collector has stored in the end, each hit once. */
const live = async (steps: Step[]) => {
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

  for (const step of steps) {
    const page = tabs.at(-1)!;
    if ('wait' in step) await browser.tick(step.wait);
    else if ('weather' in step) reply = weathers[step.weather]!;
    else if ('record' in step)
      for (let n = 0; n < step.record; n++) {
        page.push(['record', `${recorded.length}`]);
        recorded.push(`${recorded.length}`);
        await browser.tick(0);
      }
    else if (step.page === 'another tab') tabs.push(await browser.open());
    else if (step.page === 'offline' || step.page === 'online') setOnline(step.page === 'online');
    else if (step.page === 'storage is full') browser.storage.quota = 0;
    else if (step.page === 'storage has room') browser.storage.quota = 5_000_000;
    else if (step.page === 'hide and show') {
      page.hide();
      await browser.tick(1_000);
      page.show();
    } else if (step.page === 'away and back') {
      await page.leave({ persisted: true });
      await browser.tick(3_000);
      await page.restore();
    } else {
      if (step.page === 'leave') await page.leave();
      else page.crash();
      tabs.splice(-1, 1, await browser.open());
    }
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

const isKept = async (steps: Step[]): Promise<void> => {
  const { recorded, ...after } = await live(steps);
  expect(after).toEqual({ stored: [...recorded].sort(), waiting: [], errors: [] });
};

describe('the promise: every call arrives, and is one hit', () => {
  it('whatever the network does, and however pages end', async () => {
    const steps = stepsOf({ ...WEATHER, ...FOREIGN }, [...ALIVE, 'leave', 'crash']);
    await fc.assert(fc.asyncProperty(steps, isKept), { numRuns: 25 });
  }, 60_000);

  it('also where storage fills up, as long as the page lives', async () => {
    const steps = stepsOf(WEATHER, [...ALIVE, 'storage is full', 'storage has room']);
    await fc.assert(fc.asyncProperty(steps, isKept), { numRuns: 15 });
  }, 60_000);
});
