import { describe, expect, it } from 'vitest';
import { createTurns } from '../../src/reports/turns.js';

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
    const turns = createTurns();
    const runs = ['a', 'b', 'c'].map((key) => {
      const one = createRun();
      return { ...one, answer: turns.take(key, patient(), one.run) };
    });
    await settle();
    expect(runs.map(({ signals }) => signals.length)).toEqual([1, 1, 0]);
    runs[1]!.end('done');
    expect(await runs[1]!.answer).toBe('done');
    await settle();
    expect(runs[2]!.signals).toHaveLength(1);
  });

  it('twenty wait, and the next one is told to come back', async () => {
    const turns = createTurns();
    const { run } = createRun();
    for (let n = 0; n < 22; n++) turns.take(String(n), patient(), run).catch(() => undefined);
    await expect(turns.take('23', patient(), run)).rejects.toMatchObject({
      code: 'too_many_reports',
      detail: { retryAfter: 5 },
    });
  });

  it('a place in the queue is free again when its sender goes away', async () => {
    const turns = createTurns();
    const { run } = createRun();
    const leaving = new AbortController();
    for (let n = 0; n < 21; n++) turns.take(String(n), patient(), run).catch(() => undefined);
    const left = turns.take('leaving', leaving.signal, run);
    leaving.abort();
    await expect(left).rejects.toThrow();
    const next = createRun();
    turns.take('next', patient(), next.run).catch(() => undefined);
    await expect(turns.take('one more', patient(), run)).rejects.toMatchObject({
      code: 'too_many_reports',
    });
  });

  it('equal ones share a run, which goes on as long as anybody waits', async () => {
    const turns = createTurns();
    const [first, second] = [new AbortController(), new AbortController()];
    const { run, signals, end } = createRun();
    const [one, other] = [first, second].map(({ signal }) => turns.take('same', signal, run));
    await settle();
    expect(signals).toHaveLength(1);
    first.abort();
    expect(signals[0]!.aborted).toBe(false);
    end('both');
    expect(await Promise.all([one, other])).toEqual(['both', 'both']);
  });

  it('a run for which nobody waits is stopped, and the same asked again runs again', async () => {
    const turns = createTurns();
    const leaving = new AbortController();
    const { run, signals } = createRun();
    const left = turns.take('same', leaving.signal, run);
    await settle();
    leaving.abort();
    await expect(left).rejects.toThrow('stopped');
    expect(signals[0]!.aborted).toBe(true);
    turns.take('same', patient(), run).catch(() => undefined);
    await settle();
    expect(signals).toHaveLength(2);
  });
});
