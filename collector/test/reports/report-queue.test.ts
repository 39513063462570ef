import { describe, expect, it } from 'vitest';
import { createReportQueue } from '../../src/reports/report-queue.js';

/** A run that ends when it is told to. */
const createRun = () => {
  let end!: (answer: string) => void;
  const signals: AbortSignal[] = [];
  const run = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<string>((resolve, reject) => {
      end = resolve;
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  };
  return { run, signals, end: (answer: string) => end(answer) };
};

const patient = () => new AbortController().signal;
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('reports take turns', () => {
  it('two run, the third when one of them is done', async () => {
    const reportQueue = createReportQueue();
    const runs = ['a', 'b', 'c'].map((key) => {
      const one = createRun();
      return { ...one, answer: reportQueue.run(['demo', key], patient(), one.run) };
    });
    await settle();
    expect(runs.map(({ signals }) => signals.length)).toEqual([1, 1, 0]);
    runs[1]!.end('done');
    expect(await runs[1]!.answer).toBe('done');
    await settle();
    expect(runs[2]!.signals).toHaveLength(1);
  });

  it('twenty of a site wait, and its next one is told to come back', async () => {
    const reportQueue = createReportQueue();
    const { run } = createRun();
    for (let n = 0; n < 22; n++)
      reportQueue.run(['demo', String(n)], patient(), run).catch(() => undefined);
    await expect(reportQueue.run(['demo', '23'], patient(), run)).rejects.toMatchObject({
      code: 'too_many_reports',
      detail: { retryAfter: 5 },
    });
  });

  it.each([
    ['with both places and a full queue', 22],
    ['with both places', 2],
    ['with as many more as are refused', 40],
  ])('a site %s holds up no other one: it is next, and is not refused', async (_, asked) => {
    const reportQueue = createReportQueue();
    const noisy = Array.from({ length: asked }, (_, n) => {
      const one = createRun();
      reportQueue.run(['noisy', n], patient(), one.run).catch(() => undefined);
      return one;
    });
    const other = createRun();
    reportQueue.run(['other'], patient(), other.run);
    await settle();
    expect(other.signals).toHaveLength(0);
    noisy[0]!.end('done');
    await settle();
    expect(other.signals).toHaveLength(1);
  });

  it('sites that wait take turns, whatever came first', async () => {
    const reportQueue = createReportQueue();
    const order: string[] = [];
    const ask = (site: string, n: number) =>
      reportQueue.run([site, n], patient(), async () => {
        await settle();
        order.push(`${site}${n}`);
      });
    const asked = [
      ...[1, 2, 3, 4, 5].map((n) => ask('a', n)),
      ...[1, 2].map((n) => ask('b', n)),
      ...[1, 2].map((n) => ask('c', n)),
    ];
    await Promise.all(asked);
    expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'c2', 'a4', 'a5']);
  });

  it('a site that has just had its turn is behind those that have not', async () => {
    const reportQueue = createReportQueue();
    const [first, second, other] = [createRun(), createRun(), createRun()];
    reportQueue.run(['long'], patient(), createRun().run);
    const answer = reportQueue.run(['eager', 1], patient(), first.run);
    reportQueue.run(['eager', 2], patient(), second.run);
    reportQueue.run(['patient'], patient(), other.run);
    await settle();
    first.end('done');
    await answer;
    await settle();
    expect([second, other].map(({ signals }) => signals.length)).toEqual([0, 1]);
  });

  it('a place in the queue is free again when its sender goes away', async () => {
    const reportQueue = createReportQueue();
    const { run } = createRun();
    const leaving = new AbortController();
    for (let n = 0; n < 21; n++)
      reportQueue.run(['demo', String(n)], patient(), run).catch(() => undefined);
    const left = reportQueue.run(['demo', 'leaving'], leaving.signal, run);
    leaving.abort();
    await expect(left).rejects.toThrow();
    const next = createRun();
    reportQueue.run(['demo', 'next'], patient(), next.run).catch(() => undefined);
    await expect(reportQueue.run(['demo', 'one more'], patient(), run)).rejects.toMatchObject({
      code: 'too_many_reports',
    });
  });

  it('equal ones share a run, which goes on as long as anybody waits', async () => {
    const reportQueue = createReportQueue();
    const [first, second] = [new AbortController(), new AbortController()];
    const { run, signals, end } = createRun();
    const [one, other] = [first, second].map(({ signal }) =>
      reportQueue.run(['demo', 'same'], signal, run),
    );
    await settle();
    expect(signals).toHaveLength(1);
    first.abort();
    expect(signals[0]!.aborted).toBe(false);
    end('both');
    expect(await Promise.all([one, other])).toEqual(['both', 'both']);
  });

  it('a run for which nobody waits is stopped, and the same asked again runs again', async () => {
    const reportQueue = createReportQueue();
    const leaving = new AbortController();
    const { run, signals } = createRun();
    const left = reportQueue.run(['demo', 'same'], leaving.signal, run);
    await settle();
    leaving.abort();
    await expect(left).rejects.toThrow('stopped');
    expect(signals[0]!.aborted).toBe(true);
    reportQueue.run(['demo', 'same'], patient(), run).catch(() => undefined);
    await settle();
    expect(signals).toHaveLength(2);
  });
});
