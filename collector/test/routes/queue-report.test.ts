import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyReply } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { createSignal } from '../../src/routes/http/queue-report.js';

/** A request that is being answered, and the way to give it up. */
const ask = async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const abort = new AbortController();
  const answer = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    signal: abort.signal,
  }).catch(() => undefined);
  const [, raw] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  return { raw, reply: { raw } as unknown as FastifyReply, answer, abort };
};

test('an answer that takes many questions listens once for its sender to go', async () => {
  const { raw, reply, answer } = await ask();
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const before = raw.listenerCount('close');
  const signals = new Set(Array.from({ length: 50 }, () => createSignal(reply)));
  await new Promise(setImmediate);
  process.off('warning', note);
  expect([signals.size, raw.listenerCount('close') - before]).toEqual([1, 1]);
  expect(warnings).toEqual([]);
  const closed = once(raw, 'close');
  raw.end();
  await Promise.all([answer, closed]);
  expect([...signals][0]?.aborted).toBe(false);
});

test('a sender that goes ends all of its questions, and no others', async () => {
  const [going, staying] = [await ask(), await ask()];
  const signals = [going, going, staying].map(({ reply }) => createSignal(reply));
  const closed = once(going.raw, 'close');
  going.abort.abort();
  await closed;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
  staying.raw.end();
  await staying.answer;
});
