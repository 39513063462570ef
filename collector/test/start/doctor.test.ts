import { appendFileSync, chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/ingest/log/log.js';
import { packSealed } from '../../src/ingest/packing/pack.js';
import { examine } from '../../src/start/doctor.js';
import { walk } from '../../src/start/owner.js';
import { openStore } from '../../src/store/store.js';
import { createFolder } from '../support/folder.js';
import { NOW, toDraft } from '../support/hits.js';
import { createMmdb } from '../support/mmdb.js';

/** An account that every Debian has. */
const NOBODY = 65_534;

const GB = { '81.2.69.0/24': { country: { iso_code: 'GB' } } };

/** A data folder as a collector leaves it: two segments with four hits, the first of them packed. */
const createData = async () => {
  const data = createFolder();
  await openStore(data, { now: () => NOW, demo: true });
  const log = await createLog({
    folder: join(data, 'log'),
    report: () => undefined,
    segmentBytes: 300,
  });
  for (const name of 'ABCD') await log.append([toDraft({ _n: name })]);
  await log.close();
  await packSealed(join(data, 'log'));
  return data;
};

const ask = async (data: string, countries = '') => {
  const read = readConfig({ KMQ_DATA: data, KMQ_COUNTRIES: countries }, {});
  if ('problems' in read) throw new Error(read.problems.join());
  return examine(read.config);
};

const problemsOf = async (data: string) =>
  (await ask(data)).flatMap(({ ok, text }) => (ok ? [] : text));

const LAST = '0000000000000003.ndjson';

describe('doctor (S27)', () => {
  test('says in plain lines what is well', async () => {
    const data = await createData();
    const findings = await ask(data);
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    const text = findings.map((finding) => finding.text).join('\n');
    for (const line of [
      /can be written/,
      /GiB are free/,
      /settings of 1 sites can be read/,
      /4 records in 2 files/,
      /The report database is not built yet/,
    ])
      expect(text).toMatch(line);
  });

  test.each<[string, (data: string) => void, RegExp]>([
    ['a folder that others may read', (data) => chmodSync(data, 0o755), /chmod 700/],
    [
      'a damaged site',
      (data) => writeFileSync(join(data, 'sites', 'demo.json'), '{'),
      /demo\.json is damaged/,
    ],
    [
      'a damaged record',
      (data) => {
        const path = join(data, 'log', LAST);
        writeFileSync(path, readFileSync(path, 'utf8').replace('"C"', '"X"'));
      },
      /are no records/,
    ],
    [
      'a damaged packed segment',
      (data) => {
        const path = join(data, 'log', '0000000000000001.ndjson.gz');
        writeFileSync(path, readFileSync(path).fill(0, 80, 90));
      },
      /are no records/,
    ],
  ])('finds %s', async (_, damage, problem) => {
    const data = await createData();
    damage(data);
    const problems = await problemsOf(data);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test.each<[string, Buffer | undefined, boolean, string]>([
    ['a new one', createMmdb(GB, { built: Date.now() / 1000 }), true, 'Countries come from'],
    ['an old one', createMmdb(GB, { built: 1_600_000_000 }), false, 'of 2020-09-13), which is old'],
    ['a broken one', Buffer.from('x'), false, 'it is not a complete MMDB database'],
    ['none', undefined, false, 'there is no such file'],
  ])('looks at the database of countries: %s', async (_, bytes, ok, text) => {
    const path = join(createFolder(), 'countries.mmdb');
    if (bytes) writeFileSync(path, bytes);
    const findings = await ask(await createData(), path);
    expect(findings.filter((finding) => finding.text.includes(path))).toEqual([
      { ok, text: expect.stringContaining(text) },
    ]);
  });

  test.runIf(process.getuid?.() === 0)(
    'finds files of another account, and says what helps',
    async () => {
      const data = await createData();
      expect((await ask(data)).map(({ text }) => text)).toContain(
        `All files in ${data} belong to root.`,
      );
      chownSync(data, NOBODY, NOBODY);
      chownSync(join(data, 'log'), NOBODY, NOBODY);
      expect(await problemsOf(data)).toEqual([
        expect.stringMatching(
          /do not belong to nobody, such as .* \(root\): chown -R 65534:65534 /,
        ),
      ]);
      for (const path of walk(data)) chownSync(path, NOBODY, NOBODY);
      expect(await problemsOf(data)).toEqual([]);
      chownSync(join(data, 'sites', 'demo.json'), 0, 0);
      expect(await problemsOf(data)).toEqual([
        expect.stringContaining(`1 files or folders in ${data} do not belong`),
      ]);
    },
  );

  test('a torn end is what a crash leaves, and no problem', async () => {
    const data = await createData();
    appendFileSync(join(data, 'log', LAST), '{"type":"hit","v":1,');
    expect(await problemsOf(data)).toEqual([]);
    expect((await ask(data)).map(({ text }) => text).join()).toMatch(/cuts it off/);
  });
});
