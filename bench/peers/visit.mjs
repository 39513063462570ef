// One visitor on a page of one peer: records, leaves, comes back, waits.
import { setTimeout as sleep } from 'node:timers/promises';
import { startCollector } from './collector.mjs';

export const EXITS = ['link', 'no-store page', 'closed tab'];

/** How long a page is open before anything is recorded: every peer has asked its server what it wants by then. */
const OPEN_MS = 1500;
/** Arrivals stand still for so long before they are counted. */
const CALM_MS = 1500;
/** Peers take over what other pages left after as much as ten seconds. */
const PATIENCE_MS = 15_000;

/** `pauseMs`: from the last hit to leaving. `apartMs`: from one hit to the next, 0: all in one task. */
/** @typedef {{ hits: number, size: number, pauseMs: number, apartMs?: number }} Work */

const recordAndLeave = (tab, work, exit) =>
  tab.evaluate(
    ({ work, exit }) => {
      const click = (selector) => document.querySelector(selector).click();
      const leave = () => {
        document.title = 'Done';
        if (exit === 'link') click('#link');
        if (exit === 'no-store page') click('#cross');
      };
      const record = (n) =>
        window.peer.record('Counted', { KmqBenchNumber: n, Long: 'x'.repeat(work.size) });
      setTimeout(async () => {
        for (let n = 0; n < work.hits; n++) {
          record(n);
          if (work.apartMs) await new Promise((done) => setTimeout(done, work.apartMs));
        }
        if (work.pauseMs) setTimeout(leave, work.pauseMs);
        else leave();
      });
    },
    { work, exit },
  );

/** Waits until arrivals stand still: not for long where all are there, else for as long as a peer may take. */
const settle = async (collector, hits, patienceMs) => {
  let seen = -1;
  let since = Date.now();
  while (true) {
    if (collector.events.length !== seen) {
      seen = collector.events.length;
      since = Date.now();
    }
    const calm = Date.now() - since;
    if (calm > (collector.distinct() >= hits ? CALM_MS : patienceMs)) return;
    await sleep(100);
  }
};

const open = async (context, address) => {
  const tab = await context.newPage();
  await tab.goto(address);
  await tab.waitForFunction(() => 'peer' in window);
  return tab;
};

/**
 * Repeats are what arrived again; `twice` those that the vendor's own event id does not tell from new events.
 * @param {import('./decode.mjs').Seen[]} events
 */
const toCounts = (events) => {
  const distinct = new Set(events.map(({ number }) => number)).size;
  const told = new Set(events.map(({ number, id }, index) => `${number} ${id ?? index}`)).size;
  return { distinct, repeats: events.length - distinct, twice: told - distinct };
};

/** Without an exit the visitor stays: the control, in which everything arrives. */
export const runVisit = async (browser, pages, peer, work, exit) => {
  const collector = await startCollector(peer.id);
  const context = await browser.person();
  try {
    const address = `${pages.url}/${peer.module}?host=${encodeURIComponent(collector.url)}`;
    const tab = await open(context, exit === 'no-store page' ? `${address}&no-store` : address);
    // A closed tab leaves the browser open.
    const other = exit === 'closed tab' ? await context.newPage() : undefined;
    await sleep(OPEN_MS);
    await recordAndLeave(tab, work, exit);
    let atLeaving = 0;
    if (exit) {
      await tab.waitForFunction(
        (title) => document.title === title,
        exit === 'closed tab' ? 'Done' : 'Away',
      );
      if (exit === 'closed tab') await tab.close();
      await settle(collector, work.hits, CALM_MS);
      atLeaving = collector.distinct();
      const back = other ?? tab;
      await back.goto(address);
    }
    await settle(collector, work.hits, PATIENCE_MS);
    return {
      atLeaving,
      ...toCounts(collector.events),
      ...collector.counts,
      paths: collector.paths,
    };
  } finally {
    await context.close();
    collector.close();
  }
};
