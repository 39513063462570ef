import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Finding } from '../../src/health/finding.js';
import { createLogReader } from '../../src/ingest/read.js';
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
        { name: 'signed  up ', count: 1 },
      ],
    },
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
  expect(findings).toHaveLength(MISTAKES.length);
  const order = ['error', 'warning', 'info'];
  const places = findings.map(({ severity }) => order.indexOf(severity));
  expect(places).toEqual(places.toSorted());
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
  expect((await again.signs('demo')).skew).toEqual({ hits: 2, seconds: 3600 });
});
