// What kmq and its peers cost a page, in turn: `npm run bench:page` after a build.
import { launch } from '../peers/browser.mjs';
import { writeTable } from '../peers/document.mjs';
import { bundle, PEERS, readVersion } from '../peers/peers.mjs';
import { measureTime, measureTraffic } from './measure.mjs';
import { startPages } from './page.mjs';

const RUNS = Number(process.env.TEST_RUNS ?? 5);

const rows = [
  ...PEERS.filter(({ module }) => module === 'kmq'),
  { name: 'kmq, `createKmq` alone', module: 'kmq-core' },
  ...PEERS.filter(({ module }) => module !== 'kmq'),
];

const bundles = new Map();
for (const { module } of rows) bundles.set(module, await bundle(module));
const pages = await startPages(bundles);
const browser = await launch('chromium');

/** Before what counts: a browser is slow with its first page. */
await measureTime(browser, pages, 'kmq-core');

/** One run: every tracker once, each with empty storage; each run begins with another one. */
const times = [];
for (let run = 0; run < RUNS; run++) {
  const one = new Map();
  const turn = [...rows.slice(run), ...rows.slice(0, run)];
  for (const { module } of turn) one.set(module, await measureTime(browser, pages, module));
  times.push(one);
  console.log(`run ${run + 1}`, Object.fromEntries(one));
}

const toMiddle = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const toShort = (number) => (number < 10 ? number.toFixed(1) : number.toFixed(0));

/** How many times kmq's, in the middle of the runs, and from least to most. */
const toRatio = (module, name) => {
  const ratios = times.map((one) => one.get(module)[name] / one.get('kmq')[name]);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${toShort(toMiddle(ratios))} (${toShort(least)}–${toShort(most)})`;
};
const toAbsolute = (name, factor, unit) => {
  const all = times.map((one) => one.get('kmq')[name] * factor);
  return `1 = ${toShort(toMiddle(all))} ${unit} (${toShort(Math.min(...all))}–${toShort(Math.max(...all))})`;
};

/** Counts do not mind company. */
const traffic = new Map(
  await Promise.all(
    rows.map(async ({ module }) => [module, await measureTraffic(browser, pages, module)]),
  ),
);

const toTimes = (module) =>
  module === 'kmq'
    ? [
        toAbsolute('ready', 1, 'ms'),
        toAbsolute('median', 1000, 'µs'),
        toAbsolute('p99', 1000, 'µs'),
      ]
    : ['ready', 'median', 'p99'].map((what) => toRatio(module, what));

const table = rows.map((peer) => {
  const { module, name } = peer;
  const { arrived, stored, requests, preflights } = traffic.get(module);
  const first = module === 'kmq-core' ? name : `${name} ${readVersion(peer)}`;
  const counts = [stored.toFixed(0), requests, preflights, arrived];
  return { times: [first, ...toTimes(module)], counts: [first, ...counts] };
});
for (const { times, counts } of table) console.log([...times, ...counts.slice(1)].join(' | '));
await browser.close();
pages.close();
writeTable(
  'page-times',
  table.map(({ times }) => times),
);
writeTable(
  'page-counts',
  table.map(({ counts }) => counts),
);
