import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Finding } from '../../src/health/finding.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import { createTestApp, emptyEngine, type TestApp } from '../support/app.js';
import { openEngine, waitUntilLoaded } from '../support/engine.js';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

const BROWSER = encodeURIComponent(Buffer.alloc(20, 1).toString('base64'));
const many = (count: number, toLine: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => toLine(n));

/** A mistake, hits that make it, and what shows it. */
const MISTAKES: [code: string, lines: string[], evidence: object][] = [
  [
    'similar_event_names',
    ['e?_n=Signed+Up&_p=a', 'e?_n=signed++up+&_p=b', 'e?_n=Other&_p=a'],
    {
      names: [
        { name: 'Signed Up', count: 1 },
        { name: 'signed  up ', count: 1, written: '"signed  up "' },
      ],
    },
  ],
  ...['%E2%80%8B', '%C2%AD', '%EF%BB%BF', '%E2%80%8E', '%01', '%C2%A0'].map(
    (unseen): [string, string[], object] => {
      const code = decodeURIComponent(unseen).codePointAt(0)!.toString(16);
      const name = `Caf\u00e9 ${code}`;
      const twin = name + decodeURIComponent(unseen);
      return [
        'similar_event_names',
        [
          `e?_n=Cafe%CC%81+${code}&_p=a`,
          `e?_n=Caf%C3%A9+${code}&_p=a`,
          `e?_n=Caf%C3%A9+${code}${unseen}&_p=a`,
        ],
        {
          names: [
            { name, count: 2 },
            { name: twin, count: 1, written: `"${name}\\u{${code}}"` },
          ],
        },
      ];
    },
  ),
  [
    'similar_property_names',
    ['e?_n=Other&_p=a&Sous%C2%A0total=1', 'e?_n=Other&_p=a&Sous+total=1'],
    {
      names: [
        { name: 'Sous total', count: 1 },
        { name: 'Sous\u00a0total', count: 1, written: '"Sous\\u{a0}total"' },
      ],
    },
  ],
  [
    'replaced_times',
    ['e?_n=Other&_p=a&_d=1&_t=1000'],
    { reason: 'before_2009', time: 'before 2009', hits: 1 },
  ],
  ['revenue_misspelled', ['e?_n=Paid&_p=a&revenue=5'], { property: 'revenue', hits: 1 }],
  ['revenue_not_numeric', ['e?_n=Paid&_p=a&Revenue=%2449'], { value: '$49', count: 1 }],
  [
    'unidentified_after_sign_in',
    [`e?_n=Logged+In&_p=${BROWSER}`],
    { name: 'Logged In', people: 1 },
  ],
  [
    'two_identity_styles',
    many(20, (n) => `e?_n=A&_p=${n % 2 ? `v${n}%40example.com` : `number-${n}`}`),
    { emails: 10 },
  ],
  [
    'high_cardinality',
    many(1100, (n) => `s?_p=a&Session=${n * 7919}`),
    { property: 'Session', hits: 1100 },
  ],
  ['placeholder_identity', ['e?_n=A&_p=%22undefined%22'], { identity: '"undefined"', hits: 1 }],
  ['placeholder_identity', ['e?_n=A&_p=%5C%22Guest'], { identity: '\\"Guest', hits: 1 }],
  ['placeholder_identity', ['e?_n=A&_p=%5Bobject+Object'], { identity: '[object Object', hits: 1 }],
  ['placeholder_identity', ['e?_n=A&_p=%7B%7Buser.email'], { identity: '{{user.email', hits: 1 }],
  [
    'links_not_followed',
    ['e?_n=A&_p=ada', 'e?_n=A&_p=bob', 'a?_n=ada&_p=bob&_y=f', `a?_n=null&_p=${BROWSER}`],
    { refused: 1, held: 0, placeholder: 1 },
  ],
  ['late_hits', many(20, (n) => `e?_n=A&_p=late&_d=1&_t=${NOW / 1000 - 90_000 - n}`), { late: 20 }],
  ['rejected_hits', ['e?_n=A&_p=a', 'e?_n=A'], { reason: 'missing_person', hits: 1 }],
];

it('GET …/health/findings tells every mistake with its evidence, and none where there is none', async () => {
  const { send, read } = await createPeopleApp();
  await send('e?_n=Fine&_p=fine&Revenue=5');
  expect(await read('/health/findings')).toEqual({ findings: [] });
  await send(...MISTAKES.flatMap(([, lines]) => lines));
  const { findings }: { findings: Finding[] } = await read('/health/findings');
  for (const [code, , evidence] of MISTAKES) {
    const found = findings.find((one) => one.code === code);
    expect(found?.evidence, code).toContainEqual(expect.objectContaining(evidence));
    expect(found?.message && found.fix && found.severity).toBeTruthy();
  }
  expect(findings).toHaveLength(new Set(MISTAKES.map(([code]) => code)).size);
  const order = ['error', 'warning', 'info'];
  const places = findings.map(({ severity }) => order.indexOf(severity));
  expect(places).toEqual(places.toSorted());
});

it('a finding is dismissed with a reason, and restored', async () => {
  const { send, read, ask } = await createPeopleApp();
  await send('e?_n=A&_p=a', 'e?_n=A');
  const path = '/api/sites/demo/health/findings/rejected_hits/dismissal';
  const readDismissed = async () => (await read('/health/findings')).findings[0].dismissed;
  expect(await readDismissed()).toBeNull();
  const told = await ask('PUT', path, { reason: 'A test page of ours' });
  expect([told.statusCode, told.json().reason]).toEqual([200, 'A test page of ours']);
  expect(await readDismissed()).toEqual(told.json());
  await ask('PUT', path, { reason: 'Known' });
  expect(await readDismissed()).toMatchObject({ reason: 'Known' });
  expect((await ask('DELETE', path)).statusCode).toBe(204);
  expect(await readDismissed()).toBeNull();

  for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(501) }, { reason: 1 }])
    expect((await ask('PUT', path, body)).json().error.field, JSON.stringify(body)).toBe('reason');
  const unknown = await ask('PUT', path.replace('rejected_hits', 'nothing'), { reason: 'x' });
  expect([unknown.statusCode, unknown.json().error.code]).toEqual([404, 'unknown_finding']);
});

it('tells of clocks that are off, as the devices themselves do, and the same after a rebuild', async () => {
  const { app, log, read, folder } = await createPeopleApp();
  const hourSlow = NOW / 1000 - 3600;
  await app.inject({
    method: 'POST',
    url: `/?_k=demo&_s=${hourSlow}`,
    payload: `e?_n=A&_p=a&_t=${hourSlow - 5}\ne?_n=A&_p=b&_t=${hourSlow - 4}`,
  });
  await vi.waitFor(async () => expect((await read('/people')).people).toHaveLength(2), {
    timeout: 20_000,
  });
  const { findings } = await read('/health/findings');
  expect(findings).toEqual([
    expect.objectContaining({ code: 'clock_skew', evidence: [{ minutes: 60, hits: 2 }] }),
  ]);
  const again = await openEngine(createLogReader(join(folder, 'log')));
  await waitUntilLoaded(again, log.syncedSeq());
  expect((await again.signs('demo', {})).skew).toEqual({ hits: 2, seconds: 3600 });
});

it('a site that is removed while somebody looks is no fault', async () => {
  const engine = { ...emptyEngine(() => collector.log) };
  const { signs } = engine;
  const collector: TestApp = await createTestApp({
    parts: {
      engine: {
        ...engine,
        async signs(...given) {
          await collector.store.sites.remove('demo');
          return signs(...given);
        },
      },
    },
  });
  expect((await collector.ask('GET', '/api/sites/demo/health/findings')).statusCode).toBe(200);
});
