import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { engineFailure } from '../../src/engine/failure.js';
import { createTestApp, emptyEngine, TOKEN } from '../support/app.js';

const FUNNEL = '/api/sites/demo/reports/funnel';
const toBody = (n = 0) => ({ steps: ['A', `B${n}`] });

/** An app whose reports end only when they are told to. */
const createSlowApp = async () => {
  const signals: AbortSignal[] = [];
  const report = ((_site, _plan, signal) =>
    new Promise((_resolve, reject) => {
      signals.push(signal!);
      signal!.addEventListener('abort', () =>
        reject(engineFailure('report_stopped', 'The client of this report disconnected.')),
      );
    })) as Engine['report'];
  const engine = { ...emptyEngine(() => undefined as never), report };
  return { ...(await createTestApp({ parts: { engine } })), signals };
};

it('a report stops when its connection is closed', async () => {
  const { app, signals } = await createSlowApp();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const asked = request({
    port,
    path: FUNNEL,
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  });
  asked.on('error', () => undefined);
  asked.end(JSON.stringify(toBody()));
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  expect(signals[0]!.aborted).toBe(false);
  asked.destroy();
  await vi.waitFor(() => expect(signals[0]!.aborted).toBe(true));
});

it('two reports run, twenty of a site wait, and its next one is told to come back', async () => {
  const { ask, signals } = await createSlowApp();
  for (let n = 0; n < 22; n++) ask('POST', FUNNEL, toBody(n)).catch(() => undefined);
  await vi.waitFor(() => expect(signals).toHaveLength(2));
  const answer = await ask('POST', FUNNEL, toBody(22));
  expect([answer.statusCode, answer.json().error.code]).toEqual([429, 'too_many_reports']);
  expect(answer.headers['retry-after']).toBe('5');
});

it('a list of people waits in the same queue', async () => {
  const { ask, signals } = await createSlowApp();
  for (let n = 0; n < 22; n++) ask('POST', FUNNEL, toBody(n)).catch(() => undefined);
  await vi.waitFor(() => expect(signals).toHaveLength(2));
  const answer = await ask('GET', '/api/sites/demo/people');
  expect([answer.statusCode, answer.json().error.code]).toEqual([429, 'too_many_reports']);
});

it.each([
  ['report_too_slow', 504],
  ['unknown_report', 410],
  ['engine_unavailable', 503],
] as const)('%s is answered with %d', async (code, status) => {
  const fail = async () => {
    throw engineFailure(code, 'The engine says why.');
  };
  const engine = { ...emptyEngine(() => undefined as never), report: fail, reportPeople: fail };
  const { ask } = await createTestApp({ parts: { engine } });
  expect((await ask('POST', FUNNEL, toBody())).statusCode).toBe(status);
  const people = await ask('POST', '/api/sites/demo/reports/people', { reportId: 'gone' });
  expect(people.statusCode).toBe(status);
});
