// How long reports take on a year of hits, beside plain SQL for the same numbers on the same tables, in one run.
// `npm run bench:reports -- --hits 1000000 --folder /tmp/kmq-bench-reports` (after `npm run build`). The folder keeps
// the tables for the next run. Cold: the first question to a database that was opened just now (the operating system may
// still have the file in memory); warm: the median of those after it.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { readPerson } from '../../collector/dist/engine/duckdb/answer/person.js';
import { createRuns } from '../../collector/dist/engine/duckdb/reports/runs.js';
import { openDatabase } from '../../collector/dist/engine/duckdb/tables/database.js';
import { foldOverrides } from '../../collector/dist/engine/duckdb/tables/overrides.js';
import { REPORTS } from '../../collector/dist/reports/registry.js';
import { load } from './load.mjs';
import { QUESTIONS, SETTING } from './questions.mjs';

const { values } = parseArgs({
  options: {
    hits: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: join(tmpdir(), 'kmq-bench-reports') },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    unfolded: { type: 'boolean', default: false },
  },
});
const HITS = Number(values.hits);
const ROUNDS = Number(values.rounds);
const folder = join(values.folder, String(HITS));

/** Seconds by the clock, and of all cores together: what else the machine does changes the latter little. */
const time = async (work) => {
  const [started, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { clock: (performance.now() - started) / 1000, cores: (user + system) / 1e6 };
};
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const medianOf = (times, name) => median(times.map((one) => one[name]));
const show = (seconds) => seconds.toFixed(seconds < 0.1 ? 3 : 2);

const loaded = await load(folder, HITS);
if (loaded)
  console.log(`loaded ${HITS} hits in ${Math.round(loaded.seconds)} s, ${loaded.hitsPerSecond}/s`);

const open = () => openDatabase({ folder }, (message) => console.error(message));
/** What a loader that has caught up does a moment later. */
const fold = async () => {
  const instance = await open();
  const connection = await instance.connect();
  const { clock } = await time(() => foldOverrides(connection, 1));
  connection.closeSync();
  instance.closeSync();
  console.log(`merges folded in ${show(clock)} s`);
};
if (!values.unfolded) await fold();

const site = { key: 'bench', number: 1 };
const runReport = (runs, { kind, body }) => runs.run(site, REPORTS[kind].ask(body, SETTING).plan);

/** One question to a database that nobody has asked yet. */
const timeCold = async (question) => {
  const instance = await open();
  const runs = createRuns(instance, Date.now);
  const seconds = await time(() => runReport(runs, question));
  runs.close();
  instance.closeSync();
  return seconds;
};

const COLUMNS = ['bar s', 'cold s', 'warm s', 'warm, core s', 'SQL, core s', 'ratio', 'memory MB'];
console.log(`| ${[`${HITS.toLocaleString('en')} hits`, ...COLUMNS].join(' | ')} |`);
console.log(`|${'---|'.repeat(COLUMNS.length + 1)}`);
const tell = (...cells) => console.log(`| ${cells.join(' | ')} |`);
for (const question of QUESTIONS.filter(({ title }) => title.includes(values.only))) {
  const cold = await timeCold(question);
  const instance = await open();
  const connection = await instance.connect();
  const runs = createRuns(instance, Date.now);
  const [ours, plain] = [[], []];
  // In turn, so that what else the machine does weighs on both alike; the first round warms both.
  for (let round = 0; round <= ROUNDS; round++) {
    const report = await time(() => runReport(runs, question));
    const sql = await time(() => connection.runAndReadAll(question.sql));
    if (round) ours.push(report);
    if (round) plain.push(sql);
  }
  const memory = Math.round(process.memoryUsage.rss() / 1e6);
  const [own, expert] = [medianOf(ours, 'cores'), medianOf(plain, 'cores')];
  const shown = [cold.clock, medianOf(ours, 'clock'), own, expert].map(show);
  tell(question.title, question.bar ?? '', ...shown, (own / expert).toFixed(2), memory);
  runs.close();
  connection.closeSync();
  instance.closeSync();
}

const instance = await open();
const connection = await instance.connect();
const keys = (
  await connection.runAndReadAll(
    'SELECT key FROM (SELECT key FROM identities WHERE named) USING SAMPLE 21 ROWS (reservoir, 7)',
  )
).getRowObjectsJS();
const people = [];
for (const { key } of keys) people.push(await time(() => readPerson(connection, 1, key)));
const warm = people.slice(1);
const shown = [people[0].clock, medianOf(warm, 'clock'), medianOf(warm, 'cores')].map(show);
tell('a person with the timeline', 0.1, ...shown, '', '', '');
connection.closeSync();
instance.closeSync();
