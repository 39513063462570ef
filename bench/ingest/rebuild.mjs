// How long reports take to be built anew from a large log, and what that costs: time, disk, memory, and how long
// hits wait meanwhile, and beside a funnel. With `--days 28` all are hits of one month that is over, which is sorted then.
// `node rebuild.mjs [--hits 10000000] [--people 850000] [--days 365]`
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '../../collector/dist/ingest/log/log.js';
import { packSealed } from '../../collector/dist/ingest/packing/pack.js';
import {
  findEngine,
  readPeak,
  readProcessorSeconds,
  sizeOf,
  summarize,
  toMegabytes,
} from './memory.mjs';
import { startCollector } from './server.mjs';

const { values } = parseArgs({
  options: {
    hits: { type: 'string', default: '10000000' },
    people: { type: 'string' },
    days: { type: 'string', default: '365' },
  },
});
const HITS = Number(values.hits);
/** A dozen hits a person; by no number that divides the dozen, so that one of them is everybody's alias. */
const PEOPLE = Number(values.people ?? Math.ceil(HITS / 72) * 6 + 1);
/** Hits of one append. */
const GROUP = 5_000;
const DAYS = Number(values.days);
const NAMES = ['Visited Site', 'Page View', 'Signed Up', 'Activated', 'Billed'];
const today = new Date();
/** The last hit is of a month that is over. */
const START = Date.UTC(today.getUTCFullYear(), today.getUTCMonth()) - DAYS * 86_400_000;

/** Hits of one request, as pages send them. */
const LINES = 20;
/** Between two tries of a hit alone and a batch. */
const PROBE_MILLISECONDS = 20;
const FUNNELS = 40;
const FUNNEL = {
  steps: ['Visited Site', 'Signed Up', 'Billed'],
  range: { last: 24, unit: 'month' },
};

const toTime = (/** @type {number} */ number) =>
  START + Math.floor((number / HITS) * DAYS * 86_400_000);

/** @param {number} number */
const makeLine = (number) => {
  const person = (number * 7919) % PEOPLE;
  const sent = `_p=device-${person}&_t=${toTime(number) / 1000}&_i=${number.toString(36).padStart(20, '0')}`;
  if (number % 12 === 5) return `a?_n=person-${person}%40example.com&${sent}&_y=i`;
  const name = /** @type {string} */ (NAMES[(number * 31) % NAMES.length]);
  const revenue = name === 'Billed' ? '&Revenue=49.99' : '';
  return `e?Plan=${number % 3 ? 'Pro' : 'Free'}${revenue}&_n=${encodeURIComponent(name)}&${sent}`;
};

/** One request's hits as the log has them. @param {number} first */
const makeDraft = (first) => {
  const numbers = Array.from({ length: Math.min(LINES, HITS - first) }, (_, at) => first + at);
  const received = toTime(/** @type {number} */ (numbers.at(-1))) + 200;
  return /** @type {const} */ ({
    type: 'hits',
    v: 2,
    site: 'demo',
    received,
    via: 'batch',
    lines: numbers.map(makeLine),
    offsets: numbers.map((number) => toTime(number) - received),
  });
};

/** How long a hit alone and a batch take, again and again, until `isOver` says so. @param {() => Promise<boolean>} isOver */
const probe = async (isOver) => {
  const waits = [];
  while (!(await isOver())) {
    const number = probed++;
    const lines = Array.from(
      { length: LINES },
      (_, at) => `e?_n=Probe&_p=probe-${number % 100}&_t=${Date.now() / 1000}&_i=p${number}x${at}`,
    );
    const asked = performance.now();
    await Promise.all(
      [
        fetch(`${collector.url}/e?_k=demo&_p=probe&_n=Probe`),
        fetch(`${collector.url}/?_k=demo`, { method: 'POST', body: lines.join('\n') }),
      ].map(async (sent) => {
        const answer = await sent;
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`refused: ${answer.status}`);
        waits.push(performance.now() - asked);
      }),
    );
    await wait(PROBE_MILLISECONDS);
  }
  const { p50, p99, most } = summarize(waits.sort((a, b) => a - b));
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, at most ${most.toFixed(0)} ms, of ${waits.length} requests`;
};
let probed = 0;

const data = mkdtempSync(join(tmpdir(), 'kmq-bench-'));
/** @type {any} */
let collector;
try {
  mkdirSync(join(data, 'log'));
  const log = await createLog({ folder: join(data, 'log'), report: console.error });
  for (let made = 0; made < HITS; made += GROUP)
    await log.append(
      Array.from({ length: Math.ceil(Math.min(GROUP, HITS - made) / LINES) }, (_, at) =>
        makeDraft(made + at * LINES),
      ),
    );
  await log.close();
  const plain = sizeOf(join(data, 'log'));
  await packSealed(join(data, 'log'));
  const packed = sizeOf(join(data, 'log'));

  const started = Date.now();
  collector = await startCollector(data);
  const engine = findEngine(collector.pid);
  let seconds = 0;
  /** Position, and processor time of the engine, by the tenth of the hits. */
  const tenths = [{ seq: 0, processor: readProcessorSeconds(engine) }];
  const building = await probe(async () => {
    const { engine: status } = await collector.ask('/api/log');
    seconds = (Date.now() - started) / 1000;
    if (status.seq >= Math.min(HITS, (HITS / 10) * tenths.length))
      tenths.push({ seq: status.seq, processor: readProcessorSeconds(engine) });
    return status.ready && status.seq >= HITS;
  });
  const costs = tenths.slice(1).map(({ seq, processor }, at) => {
    const before = /** @type {{ seq: number, processor: number }} */ (tenths[at]);
    return (((processor - before.processor) / (seq - before.seq)) * 1e6).toFixed(0);
  });
  const built = [
    `${HITS} hits of ${PEOPLE} people built in ${seconds.toFixed(1)} s, ${(HITS / seconds).toFixed(0)} hits/s, with ${(readProcessorSeconds(engine) / seconds).toFixed(2)} of a processor`,
    `microseconds of a processor for each hit, tenth by tenth: ${costs.join(' ')}`,
    `log ${toMegabytes(plain)}, packed ${toMegabytes(packed)} (${(packed / HITS).toFixed(0)} bytes a hit); reports ${toMegabytes(sizeOf(join(data, 'engine')))}`,
    `engine up to ${toMegabytes(readPeak(engine))}, HTTP process up to ${toMegabytes(readPeak(collector.pid))}`,
    `hits meanwhile: ${building}`,
  ];
  console.log(built.join('\n'));

  const took = /** @type {number[]} */ ([]);
  let asking = Promise.resolve();
  const ask = async () => {
    for (let done = 0; done < FUNNELS; done++) {
      const answer = await collector.post('/api/sites/demo/reports/funnel', FUNNEL);
      if (!answer.reportId) throw new Error(JSON.stringify(answer));
      took.push(answer.tookSeconds);
    }
  };
  // Hits that came meanwhile wait until a month that is over is sorted.
  const read = Date.now();
  const sorting = await probe(async () => (await collector.readLag()) < 2);
  const sortedIn = (Date.now() - read) / 1000;
  console.log(`reports knew the rest ${sortedIn.toFixed(1)} s later; hits meanwhile: ${sorting}`);

  let isDone = false;
  asking = ask().finally(() => {
    isDone = true;
  });
  const beside = await probe(async () => isDone);
  await asking;
  const funnels = summarize(took.sort((a, b) => a - b));
  console.log(
    `hits beside ${FUNNELS} funnels of three steps, one after the other (p50 ${funnels.p50.toFixed(2)} s, at most ${funnels.most.toFixed(2)} s): ${beside}`,
  );
} finally {
  await collector?.stop();
  rmSync(data, { recursive: true });
}
