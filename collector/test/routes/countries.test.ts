import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openCountries } from '../../src/ingest/admission/countries.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { createMmdb } from '../support/mmdb.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const BRITISH = '81.2.69.160';
const GERMAN = '5.9.1.1';
const { find: findCountry } = openCountries(
  createMmdb({
    '81.2.69.0/24': { country: { iso_code: 'GB' } },
    '5.9.0.0/16': { country_code: 'DE' },
  }),
);

const send = ({ app }: TestApp, headers: Record<string, string> = {}, agent = FIREFOX) =>
  app.inject({
    method: 'POST',
    url: '/?_k=demo',
    remoteAddress: BRITISH,
    headers: { 'user-agent': agent, ...headers },
    payload: 'e?_n=A&_p=ada\ne?_n=B&_p=ada',
  });

const readLog = ({ folder }: TestApp): string =>
  readFileSync(join(folder, 'log', '0000000000000001.ndjson'), 'utf8');

/** What the log says of the country; undefined where it says nothing. */
const countryOf = (test: TestApp): string | undefined =>
  /"country":"(\w+)"/.exec(readLog(test))?.[1];

test('a hit of a browser has the country of its sender in reports, and the log has no address (S26)', async () => {
  const test = await createTestApp({ reports: true, parts: { findCountry } });
  await send(test);
  await vi.waitFor(
    async () =>
      expect((await test.ask('GET', '/readyz')).json()).toEqual({ status: 'ok', lagSeconds: 0 }),
    { timeout: 20_000 },
  );
  const answer = await test.ask('GET', '/api/sites/demo/catalogue/values?property=Country');
  expect(answer.json().values).toMatchObject([{ value: 'GB', count: 2, people: 1 }]);
  expect(readLog(test)).not.toContain(BRITISH);
  // Exports hold what was sent.
  expect((await test.exported())[0]).not.toHaveProperty('Country');
});

test.each<
  [string, Parameters<typeof createTestApp>[0], Record<string, string>, string | undefined]
>([
  ['a forwarded address that nobody vouches for', {}, { 'x-forwarded-for': GERMAN }, 'GB'],
  [
    'one that a trusted proxy tells',
    { settings: { trustProxy: [BRITISH] } },
    { 'x-forwarded-for': GERMAN },
    'DE',
  ],
  [
    'one that a proxy tells with its port',
    { settings: { trustProxy: true } },
    { 'x-forwarded-for': `${GERMAN}:49152` },
    'DE',
  ],
  [
    'one of IPv4 in the form of IPv6',
    { settings: { trustProxy: true } },
    { 'x-forwarded-for': `::FFFF:${GERMAN}` },
    'DE',
  ],
  [
    'one that is no address',
    { settings: { trustProxy: true } },
    { 'x-forwarded-for': 'unknown' },
    undefined,
  ],
])('%s: %s', async (_, given, headers, country) => {
  const test = await createTestApp({ ...given, parts: { findCountry } });
  await send(test, headers);
  expect(countryOf(test)).toBe(country);
});

test('a server that sends batches has none, nor has a hit of the Kissmetrics protocol', async () => {
  const test = await createTestApp({ parts: { findCountry } });
  await send(test, {}, 'node');
  const headers = { 'user-agent': FIREFOX };
  await test.app.inject({ url: '/e?_k=demo&_n=A&_p=ada', remoteAddress: BRITISH, headers });
  expect(test.log.syncedSeq()).toBe(3);
  expect(countryOf(test)).toBeUndefined();
});

test('without a database nothing is asked or written', async () => {
  const test = await createTestApp();
  await send(test);
  expect(test.log.syncedSeq()).toBe(2);
  expect(countryOf(test)).toBeUndefined();
});
