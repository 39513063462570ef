import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Collector, startCollector } from './support/collector.js';

/** One hit of the load: where it goes, and whether the collector has acknowledged it. */
interface Load {
  /** Batches that were acknowledged, and all that were ever sent, by their bodies. */
  acknowledged: Set<string>;
  sent: Set<string>;
  /** Ids of single hits that were acknowledged. */
  singles: Set<string>;
}

/** `npm run prove:collector` asks for more. */
const ROUNDS = Number(process.env.TEST_KILL_ROUNDS ?? 3);
const BATCHES_AT_ONCE = 4;
const GETS_AT_ONCE = 4;
const LINES = 20;

let made = 0;

/** A batch of its own; each tenth line ties the two identities of a visitor. */
const makeBatch = (): string =>
  Array.from({ length: LINES }, (_, index) => {
    const number = made++;
    const person = `visitor-${number % 50}`;
    const time = (Date.now() / 1000).toFixed(3);
    return index % 10
      ? `e?_n=Step%20${number % 7}&Revenue=1.50&_p=${person}&_t=${time}&_i=batch-${number}`
      : `a?_n=${person}%40example.com&_p=${person}&_t=${time}&_i=batch-${number}&_y=i`;
  }).join('\n');

const sendBatch = async ({ url }: Collector, body: string): Promise<boolean> => {
  const answer = await fetch(`${url}/?_k=demo`, { method: 'POST', body });
  const receipt = (await answer.json()) as { accepted: number };
  return answer.status === 200 && receipt.accepted === LINES;
};

/** Sends until the collector is gone. */
const load = async (collector: Collector, { acknowledged, sent, singles }: Load): Promise<void> => {
  const untilGone = async (send: () => Promise<void>): Promise<void> => {
    for (;;) {
      try {
        await send();
      } catch {
        // The connection was cut: the collector is gone, and this request was not acknowledged.
        return;
      }
    }
  };
  const batch = async () => {
    const body = makeBatch();
    sent.add(body);
    if (await sendBatch(collector, body)) acknowledged.add(body);
  };
  const single = async () => {
    const id = `single-${made++}`;
    const answer = await fetch(`${collector.url}/e?_k=demo&_p=ada&_n=${id}&_t=1&_i=${id}`);
    await answer.arrayBuffer();
    if (answer.status === 200 && !answer.headers.has('x-rejected')) singles.add(id);
  };
  await Promise.all([
    ...Array.from({ length: BATCHES_AT_ONCE }, () => untilGone(batch)),
    ...Array.from({ length: GETS_AT_ONCE }, () => untilGone(single)),
  ]);
};

const toIds = (body: string): string[] =>
  body.split('\n').map((line) => new URLSearchParams(line.slice(2)).get('_i')!);

it('keeps every acknowledged hit once through kill -9, also when every batch is repeated (S5)', async () => {
  const collector = await startCollector();
  const all: Load = { acknowledged: new Set(), sent: new Set(), singles: new Set() };
  for (let round = 0; round < ROUNDS; round++) {
    const loading = load(collector, all);
    await sleep(300 + Math.random() * 700);
    await collector.kill9();
    await loading;
    await collector.start();
  }
  const wanted = [...[...all.acknowledged].flatMap(toIds), ...all.singles];
  const sentIds = new Set([...all.sent].flatMap(toIds));
  expect(all.acknowledged.size).toBeGreaterThan(ROUNDS);
  expect(all.singles.size).toBeGreaterThan(ROUNDS);

  const exportIds = async (): Promise<string[]> =>
    (await collector.export('demo')).map(({ _i }) => String(_i));
  const first = await exportIds();
  expect(new Set(first).size).toBe(first.length);
  const kept = new Set(first);
  expect(wanted.filter((id) => !kept.has(id))).toEqual([]);
  // What was not acknowledged may be there; what was never sent may not.
  expect(first.filter((id) => id.startsWith('batch-') && !sentIds.has(id))).toEqual([]);

  for (const body of all.sent) expect(await sendBatch(collector, body)).toBe(true);
  const again = await exportIds();
  expect(new Set(again).size).toBe(again.length);
  expect(again.slice(0, first.length)).toEqual(first);
  expect(again.filter((id) => id.startsWith('batch-'))).toHaveLength(sentIds.size);

  // Reports know the same hits: each visitor is one person with both identities.
  const events = again.filter((id) => {
    const [, number] = /^batch-(\d+)$/.exec(id) ?? [];
    return number && Number(number) % 50 === 7;
  });
  const person = await collector.person('demo', 'visitor-7');
  const eventsOfPerson = person.timeline.filter(({ kind }) => kind === 'event');
  expect(person.identities.map(({ identity }) => identity)).toContain('visitor-7');
  expect(eventsOfPerson.length).toBe(events.filter((id) => !isAlias(id, all.sent)).length);

  // And they know it from the log alone.
  const all50 = async () => (await collector.people('demo')).sort((a, b) => (a.id < b.id ? -1 : 1));
  const people = await all50();
  await collector.ask('POST', '/api/rebuild');
  expect(await all50()).toEqual(people);
  expect(await collector.person('demo', 'visitor-7')).toEqual(person);
  await collector.stop();
}, 600_000);

/** Whether a line of the load was a link. */
const isAlias = (id: string, sent: ReadonlySet<string>): boolean =>
  [...sent].some((body) =>
    body.split('\n').some((line) => line.startsWith('a?') && line.includes(`_i=${id}&`)),
  );
