// How much of what a page records arrives, kmq and its peers in turn: `npm run bench:peers`, after a build; names behind
// `--` choose some (`-- kmq ahoy`), whose rows alone are written anew. TEST_TRIALS says how many visits a cell has;
// TEST_ENGINE=firefox prints the rows of Firefox.
import { launch } from './browser.mjs';
import { writeGlance, writeRows } from './document.mjs';
import { startPages } from './pages.mjs';
import { bundle, PEERS, readVersion } from './peers.mjs';
import { EXITS, runVisit } from './visit.mjs';

const TRIALS = Number(process.env.TEST_TRIALS ?? 5);
/** Visitors at a time; they wait most of the time. */
const AT_ONCE = Number(process.env.TEST_AT_ONCE ?? 5);
const ENGINE = process.env.TEST_ENGINE === 'firefox' ? 'firefox' : 'chromium';

const WORKS = [
  { hits: 1, size: 100, pauseMs: 0 },
  { hits: 30, size: 3000, pauseMs: 0 },
  { hits: 30, size: 3000, pauseMs: 300 },
];
const CONTROL = { hits: 30, size: 3000, pauseMs: 0, apartMs: 100 };

const chosen = process.argv.slice(2);
const peers = PEERS.filter(({ module }) => !chosen.length || chosen.includes(module));

/** Runs tasks, a few at a time. */
const runAll = async (tasks) => {
  const waiting = [...tasks];
  const results = [];
  const work = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) results.push(await task());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
};

const sum = (list, toNumber) => list.reduce((total, one) => total + toNumber(one), 0);

/** Hits of so many, in per cent; never rounded up to all. */
const toPart = (visits, toNumber) => {
  const all = sum(visits, ({ work }) => work.hits);
  const part = (100 * sum(visits, toNumber)) / all;
  return part > 99 && part < 100 ? part.toFixed(1) : part.toFixed(0);
};

const toMean = (visits, toNumber) => (sum(visits, toNumber) / visits.length).toFixed(1);

const toCells = (visits) => {
  const of = (work, exit) =>
    visits.filter((visit) => visit.work === work && (!exit || visit.exit === exit));
  const leaving = WORKS.map((work) =>
    EXITS.map((exit) => toPart(of(work, exit), ({ atLeaving }) => atLeaving)).join(' · '),
  );
  const back = WORKS.map((work) => toPart(of(work), ({ distinct }) => distinct));
  const many = visits.filter(({ work }) => work.hits > 1);
  return {
    leaving,
    back: [
      ...back,
      sum(visits, ({ repeats }) => repeats),
      sum(visits, ({ twice }) => twice),
      toMean(many, ({ requests }) => requests),
      toMean(many, ({ preflights }) => preflights),
    ],
  };
};

const measure = async (browser, peer) => {
  const { files } = await bundle(peer.module);
  const pages = await startPages(files);
  try {
    const { distinct } = await runVisit(browser, pages, peer, CONTROL);
    if (distinct !== CONTROL.hits)
      throw new Error(`in the control ${distinct} of ${CONTROL.hits} arrived`);
    const tasks = WORKS.flatMap((work) =>
      EXITS.flatMap((exit) =>
        Array.from({ length: TRIALS }, () => async () => ({
          ...(await runVisit(browser, pages, peer, work, exit)),
          work,
          exit,
        })),
      ),
    );
    return toCells(await runAll(tasks));
  } finally {
    pages.close();
  }
};

const browser = await launch(ENGINE);
console.log(`${ENGINE} ${browser.version}, ${TRIALS} visits a cell`);
for (const peer of peers) {
  const first = `${peer.name} ${readVersion(peer)}`;
  // A peer that cannot be run says why, in its row.
  const { leaving, back } = await measure(browser, peer).catch((error) => ({
    leaving: [`not run: ${String(error.message).split('\n')[0]}`, '', ''],
    back: [`not run: ${String(error.message).split('\n')[0]}`, '', '', '', '', '', ''],
  }));
  console.log([first, ...leaving, ...back].join(' | '));
  if (ENGINE !== 'chromium') continue;
  writeRows('peers-leaving', [first, ...leaving], PEERS);
  writeRows('peers-back', [first, ...back], PEERS);
}
await browser.close();
if (ENGINE === 'chromium') writeGlance();
