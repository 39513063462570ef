import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { createLog } from '../../../src/ingest/log/log.js';
import { createFolder } from '../../support/folder.js';
import { toDraft } from '../../support/hits.js';

const FIRST = '0000000000000001.ndjson';

/** A line of the log with the check that its bytes have. */
const toLine = (record: object): string => {
  const bytes = Buffer.from(JSON.stringify(record).slice(0, -1));
  const toHex = (number: number) => number.toString(16).padStart(8, '0');
  return `${bytes},"check":"${toHex(bytes.length)}${toHex(crc32(bytes))}"}\n`;
};

const open = (folder: string) => createLog({ folder, report: () => undefined });

const REST = { seq: 2, site: 'demo', received: 1 };

test.each([
  ['a hit of a newer form', { type: 'hit', v: 2, ...REST }, /\(hit, form 2\)/],
  [
    'hits of a newer form',
    { type: 'hits', v: 99, ...REST, lines: ['e?_n=A'] },
    /\(hits, form 99\)/,
  ],
  ['newer settings', { type: 'settings', v: 2, ...REST, settings: {} }, /\(settings, form 2\)/],
  ['a type that nobody knew', { type: 'consent', v: 1, ...REST }, /\(consent, form 1\)/],
  ['a type that every object has', { type: 'toString', v: 1, ...REST }, /\(toString, form 1\)/],
  ['members in another order', { v: 2, ...REST, type: 'hit' }, /\(hit, form 2\)/],
])(
  'a log with %s is refused and stays as it is, also where known records follow',
  async (_, record, told) => {
    const folder = createFolder();
    const log = await open(folder);
    await log.append([toDraft({ _n: 'A' })]);
    await log.close();
    const path = join(folder, FIRST);
    const [known = ''] = readFileSync(path, 'utf8').split('\n');
    appendFileSync(path, toLine(record));
    const { check: _check, ...again } = JSON.parse(known);
    appendFileSync(path, toLine({ ...again, seq: 3 }));
    const before = readFileSync(path);
    await expect(open(folder)).rejects.toThrow(told);
    await expect(open(folder)).rejects.toThrow(/Install that version/);
    expect(readFileSync(path)).toEqual(before);
  },
);

test('a damaged line that looks newer is damage', async () => {
  const folder = createFolder();
  const log = await open(folder);
  await log.append([toDraft({ _n: 'A' })]);
  await log.close();
  const path = join(folder, FIRST);
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"type":"hit","v":9,"check":"0"}\n`);
  const opened = await open(folder);
  expect(opened.syncedSeq()).toBeGreaterThanOrEqual(1);
  await opened.close();
});
