// What one megabyte of links costs the loader, in whatever shape they come: processor's time and memory, each shape in
// a process of its own, all at once and in portions. `npm run bench:links` (after `npm run build`).

import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openDuckDb } from '../../collector/dist/engine/duckdb/open-duckdb.js';
import { SHAPES } from './shapes.mjs';

const BYTES = 1e6;
const SECONDS_MOST = 5;
const MEGABYTES_MOST = 200;
/** Links of one batch where they come in portions: what a loader reads that is just behind. */
const PORTION = 2500;

const toRecord = ([a, b, { time = 0, source = 'a' } = {}], at) => ({
  type: 'hit',
  v: 1,
  seq: at + 1,
  site: 'bench',
  kind: 'a',
  fields: [
    ['_n', a],
    ['_p', b],
    ['_y', source],
  ],
  received: Date.UTC(2026, 10, 1) + at,
  time: Date.UTC(2026, 10, 1) + (time || at),
  via: 'batch',
});

/** As many of a shape as a megabyte of lines holds. */
const toRecords = (shape) => {
  const first = SHAPES[shape](1000);
  const bytes = first.reduce(
    (sum, [a, b]) => sum + encodeURIComponent(a).length + encodeURIComponent(b).length + 10,
    0,
  );
  return SHAPES[shape](Math.floor((BYTES / bytes) * first.length)).map(toRecord);
};

const measure = async (shape, portion) => {
  const folder = await mkdtemp(join(tmpdir(), 'kmq-bench-links-'));
  const records = toRecords(shape);
  const read = async function* (after, upTo) {
    for (let at = after; at < upTo; at += 1000) yield records.slice(at, Math.min(at + 1000, upTo));
  };
  const engine = await openDuckDb({ folder, read, report: (message) => process.send({ message }) });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const started = process.cpuUsage();
  let peak = before;
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  for (
    let seq = Math.min(portion, records.length);
    ;
    seq = Math.min(seq + portion, records.length)
  ) {
    engine.follow(seq);
    while ((await engine.status()).seq < seq) await wait(5);
    if (seq === records.length) break;
  }
  const { user, system } = process.cpuUsage(started);
  clearInterval(look);
  await engine.close();
  await rm(folder, { recursive: true });
  process.send({
    links: records.length,
    seconds: (user + system) / 1e6,
    megabytes: (Math.max(peak, process.memoryUsage.rss()) - before) / 1e6,
  });
};

const runApart = (shape, portion) =>
  new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [shape, String(portion)], {
      execArgv: ['--expose-gc'],
    });
    child.on('message', (told) =>
      'message' in told ? console.error(told.message) : resolve(told),
    );
    child.on('exit', (code) => reject(new Error(`${shape} ended with ${code}`)));
  });

const [shape, portion] = process.argv.slice(2);
if (process.send) await measure(shape, Number(portion));
else {
  let isOver = false;
  const row = (...cells) =>
    console.log(
      cells.map((cell, at) => String(cell)[at ? 'padStart' : 'padEnd'](at ? 10 : 46)).join(''),
    );
  row('1 MB of links', 'links', 'CPU s', 'MB', 'in parts', 'MB');
  for (const name of Object.keys(SHAPES).filter((each) => !shape || each.includes(shape))) {
    const whole = await runApart(name, Number.POSITIVE_INFINITY);
    const parts = await runApart(name, PORTION);
    row(
      name,
      whole.links,
      ...[whole, parts].flatMap(({ seconds, megabytes }) => [
        seconds.toFixed(1),
        Math.round(megabytes),
      ]),
    );
    isOver ||= [whole, parts].some(
      ({ seconds, megabytes }) => seconds > SECONDS_MOST || megabytes > MEGABYTES_MOST,
    );
  }
  if (isOver) throw new Error(`More than ${SECONDS_MOST} s or ${MEGABYTES_MOST} MB.`);
}
