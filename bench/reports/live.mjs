// How long after its acknowledgement a hit is on the live stream, while reports run without a pause.
// `node bench/reports/live.mjs` (after `npm run build`).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startCollector, TOKEN } from '../ingest/server.mjs';
import { STEPS } from './history.mjs';

const HITS = 200;
const BETWEEN_MS = 50;
const SITE = '/api/sites/saas';

process.env.KMQ_HISTORY = 'true';
const folder = await mkdtemp(join(tmpdir(), 'kmq-live-'));
const collector = await startCollector(folder);
const { url, stop } = collector;
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

/** Until the made-up company is there. */
const isThere = async () => {
  const { people } = await collector.ask(`${SITE}/people?limit=1`);
  return people?.length > 0 && (await collector.ask('/readyz')).lagSeconds === 0;
};
while (!(await isThere())) await wait(500);

const seen = new Map();
const watching = new AbortController();
const watch = async () => {
  const { body } = await fetch(`${url}${SITE}/live`, { headers, signal: watching.signal });
  for await (const chunk of body.pipeThrough(new TextDecoderStream()))
    for (const [, n] of chunk.matchAll(/"name":"Live (\d+)"/g)) seen.set(n, performance.now());
};
const watched = watch().catch(() => 'ended');
await wait(500);

let asking = true;
let reports = 0;
const ask = async () => {
  for (; asking; reports++)
    await fetch(`${url}${SITE}/reports/funnel`, {
      method: 'POST',
      headers,
      // Equal questions would share a run.
      body: JSON.stringify({ steps: STEPS, windowSeconds: 86_400 + reports }),
    });
};
const asked = ask();

const acknowledged = new Map();
for (let n = 0; n < HITS; n++) {
  await fetch(`${url}/?_k=saas`, { method: 'POST', body: `e?_n=Live+${n}&_p=ada&_i=live${n}` });
  acknowledged.set(String(n), performance.now());
  await wait(BETWEEN_MS);
}
await wait(1000);
asking = false;
await asked;
watching.abort();
await watched;
await stop();
await rm(folder, { recursive: true });

const delays = [...acknowledged].map(([n, at]) => (seen.get(n) ?? Number.POSITIVE_INFINITY) - at);
delays.sort((a, b) => a - b);
const show = (part) => `${Math.max(0, delays[Math.floor((HITS - 1) * part)]).toFixed(0)} ms`;
console.log(
  `${HITS} hits, ${reports} reports meanwhile: on the stream ${show(0.5)} after the acknowledgement at the median, ${show(0.99)} at the 99th of 100, ${show(1)} at the most`,
);
