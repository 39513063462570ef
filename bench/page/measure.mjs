// What one tracker costs one page.
import { setTimeout as sleep } from 'node:timers/promises';
import { startCollector } from '../peers/collector.mjs';

/** Calls that are timed, after some that make the browser compile what they need. */
const CALLS = 400;
const WARM_CALLS = 50;

/** Opens the page and runs code in it: evaluation and start, both until the task and its microtasks are over. */
const open = async (browser, pages, module, prepare) => {
  const collector = await startCollector();
  const context = await browser.person();
  if (prepare) await context.addInitScript(prepare);
  const tab = await context.newPage();
  await tab.goto(`${pages.url}/${module}`);
  // Fetched and compiled, as far as the browser does that ahead.
  await sleep(300);
  const milliseconds = await tab.evaluate(
    async ({ module, host }) => {
      if (!crossOriginIsolated) throw new Error('the page has a coarse clock');
      const before = performance.now();
      window.peer = await import(`/${module}.js`);
      window.peer.start(host);
      await null;
      return performance.now() - before;
    },
    { module, host: collector.url },
  );
  await sleep(1500);
  return {
    tab,
    collector,
    milliseconds,
    close: async () => {
      await context.close();
      collector.close();
    },
  };
};

const toQuantile = (sorted, part) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Milliseconds: to be evaluated and started, and per call the median and the 99th percentile. */
export const measureTime = async (browser, pages, module) => {
  const { tab, milliseconds, close } = await open(browser, pages, module);
  try {
    const times = await tab.evaluate(
      async ({ calls, warm }) => {
        // Each call in a task of its own, as a page's are.
        const { port1, port2 } = new MessageChannel();
        const nextTask = () =>
          new Promise((done) => {
            port1.onmessage = done;
            port2.postMessage(0);
          });
        const times = [];
        for (let n = 0; n < warm + calls; n++) {
          await nextTask();
          const before = performance.now();
          window.peer.record('Viewed Product', {
            Product: `Chair ${n}`,
            Price: 49.99,
            Colour: 'red',
          });
          // What it left for the end of the task counts, too.
          await null;
          const time = performance.now() - before;
          if (n >= warm) times.push(time);
        }
        return times;
      },
      { calls: CALLS, warm: WARM_CALLS },
    );
    times.sort((a, b) => a - b);
    return { ready: milliseconds, median: toQuantile(times, 0.5), p99: toQuantile(times, 0.99) };
  } finally {
    await close();
  }
};

/** Counts what the page writes to storage, in characters. Runs in the page, before everything else. */
const countWrites = () => {
  window.written = 0;
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (name, value) {
    window.written += String(name).length + String(value).length;
    return setItem.call(this, name, value);
  };
  const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    get,
    set(value) {
      window.written += String(value).length;
      set.call(this, value);
    },
  });
  for (const method of ['put', 'add']) {
    const original = IDBObjectStore.prototype[method];
    IDBObjectStore.prototype[method] = function (value, ...rest) {
      window.written += JSON.stringify(value)?.length ?? 0;
      return original.call(this, value, ...rest);
    };
  }
};

const HITS = 100;
/** From one hit to the next: a person who clicks about. */
const APART_MS = 100;

/** Characters written to storage per hit, and requests and preflights for a hundred hits. */
export const measureTraffic = async (browser, pages, module) => {
  const { tab, collector, close } = await open(browser, pages, module, countWrites);
  try {
    const before = { ...collector.counts, written: await tab.evaluate(() => window.written) };
    await tab.evaluate(
      async ({ hits, apart }) => {
        for (let n = 0; n < hits; n++) {
          window.peer.record('Viewed Product', { KmqBenchNumber: n, Price: 49.99, Colour: 'red' });
          await new Promise((done) => setTimeout(done, apart));
        }
      },
      { hits: HITS, apart: APART_MS },
    );
    for (let waited = 0; collector.distinct() < HITS && waited < 15_000; waited += 200)
      await sleep(200);
    await sleep(1000);
    const written = await tab.evaluate(() => window.written);
    return {
      arrived: collector.distinct(),
      stored: (written - before.written) / HITS,
      requests: collector.counts.requests - before.requests,
      preflights: collector.counts.preflights - before.preflights,
    };
  } finally {
    await close();
  }
};
