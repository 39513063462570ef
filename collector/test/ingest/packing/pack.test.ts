import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createLog, type LogParts } from '../../../src/ingest/log/log.js';
import { createLogReader } from '../../../src/ingest/log/read.js';
import { writeWhole } from '../../../src/ingest/log/replace.js';
import type { Damage } from '../../../src/ingest/log/segments.js';
import { packLines, packSealed } from '../../../src/ingest/packing/pack.js';
import { packBlock, readPacked } from '../../../src/ingest/packing/packed.js';
import { createUpkeep } from '../../../src/ingest/packing/upkeep.js';
import { createFolder } from '../../support/folder.js';
import { readAll, toDraft, toNames } from '../../support/hits.js';

const FIRST = '0000000000000001.ndjson';
const NAMES = [...'ABCDEFG'];

const segmentsOf = (folder: string) => readdirSync(folder).filter((name) => /ndjson/.test(name));

/** A closed log of seven events, two a segment. */
const createSeven = async (parts: Partial<LogParts> = {}) => {
  const folder = createFolder();
  const log = await createLog({ folder, report: () => undefined, segmentBytes: 300, ...parts });
  for (const name of NAMES) await log.append([toDraft({ _n: name })]);
  await log.close();
  return folder;
};

const readNames = async (folder: string, after = 0, upTo = 7) =>
  toNames(await readAll(createLogReader(folder)(after, upTo)));

describe('sealed segments are packed (S4)', () => {
  test('all but the last, and read the same', async () => {
    const folder = await createSeven();
    const plain = readFileSync(join(folder, FIRST));
    await packSealed(folder);
    expect(segmentsOf(folder)).toEqual([
      `${FIRST}.gz`,
      '0000000000000003.ndjson.gz',
      '0000000000000005.ndjson.gz',
      '0000000000000007.ndjson',
    ]);
    expect(await readNames(folder)).toEqual(NAMES);
    expect(await readNames(folder, 3, 6)).toEqual(['D', 'E', 'F']);
    expect(execFileSync('zcat', [join(folder, `${FIRST}.gz`)])).toEqual(plain);
    expect(statSync(join(folder, `${FIRST}.gz`)).mode & 0o777).toBe(0o600);
  });

  test('a log goes on behind them, also when the last segment is packed', async () => {
    const folder = await createSeven();
    await packSealed(folder);
    rmSync(join(folder, '0000000000000007.ndjson'));
    const log = await createLog({ folder, report: () => undefined });
    expect(log.syncedSeq()).toBe(6);
    await log.append([toDraft({ _n: 'H' })]);
    await log.close();
    expect(await readNames(folder)).toEqual([...'ABCDEF', 'H']);
  });

  test('a reader goes on in a segment that is packed meanwhile', async () => {
    const folder = await createSeven();
    const read = createLogReader(folder);
    expect(toNames(await readAll(read(0, 1)))).toEqual(['A']);
    await packSealed(folder);
    expect(toNames(await readAll(read(1, 4)))).toEqual(['B', 'C', 'D']);
  });

  test('by the collector itself, as soon as the next segment has begun', async () => {
    const folder = createFolder();
    const upkeep = createUpkeep(folder, () => undefined);
    const log = await createLog({
      folder,
      report: () => undefined,
      segmentBytes: 300,
      onSegment: () => upkeep.pack(),
    });
    for (const name of NAMES) await log.append([toDraft({ _n: name })]);
    await log.close();
    await upkeep.close();
    expect(segmentsOf(folder).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(0);
    expect(await readNames(folder)).toEqual(NAMES);
  });

  test('what is not as it should be when it is read back never gets its name', async () => {
    const path = join(createFolder(), `${FIRST}.gz`);
    const write = (text: string, check?: Parameters<typeof writeWhole>[2]) =>
      writeWhole(path, packLines(Readable.from([Buffer.from(text)])), check);
    await write('before\n');
    const before = readFileSync(path);
    const found: string[] = [];
    await expect(
      write('after\n', async (written) => {
        for await (const bytes of readPacked(written, 0)) found.push(bytes.toString());
        expect(readFileSync(path)).toEqual(before);
        throw new Error('not the same');
      }),
    ).rejects.toThrow('not the same');
    expect(found).toEqual(['after\n']);
    expect(readFileSync(path)).toEqual(before);
  });

  test.each<[string, (folder: string) => void]>([
    [
      'an unfinished file',
      (folder) => writeFileSync(join(folder, `${FIRST}.gz.unfinished`), 'half'),
    ],
    [
      'the plain segment beside the packed one',
      (folder) =>
        copyFileSync(
          join(folder, '0000000000000007.ndjson'),
          join(folder, '0000000000000005.ndjson'),
        ),
    ],
  ])('a crash that left %s: it goes, nothing is read twice', async (_, leave) => {
    const folder = await createSeven();
    if (!/unfinished/.test(_)) await packSealed(folder);
    leave(folder);
    expect(await readNames(folder)).toEqual(NAMES);
    await packSealed(folder);
    expect(segmentsOf(folder)).toHaveLength(4);
    expect(await readNames(folder)).toEqual(NAMES);
  });
});

describe('a packed segment that is damaged (S5)', () => {
  /** Two segments: the first packed in members of one event each. */
  const createMembers = async () => {
    const folder = await createSeven({ segmentBytes: 100_000 });
    const lines = readFileSync(join(folder, FIRST))
      .toString()
      .split(/(?<=\n)/);
    rmSync(join(folder, FIRST));
    const members = await Promise.all(lines.map((line) => packBlock(Buffer.from(line))));
    return { folder, path: join(folder, `${FIRST}.gz`), members };
  };

  test.each<[string, (member: Buffer) => Buffer]>([
    ['a byte of its content', (member) => member.fill(0, 60, 61)],
    ['its check', (member) => member.fill(0, member.length - 8)],
    ['its header', (member) => member.fill(0, 0, 12)],
    ['the length in its header', (member) => member.fill(255, 16, 20)],
    ['all of it, gone', () => Buffer.alloc(0)],
  ])('%s: only its own hits are lost', async (what, damage) => {
    const { folder, path, members } = await createMembers();
    members[2] = damage(Buffer.from(members[2]!));
    writeFileSync(path, Buffer.concat(members));
    const damages: Damage[] = [];
    const records = await readAll(createLogReader(folder, (found) => damages.push(found))(0, 7));
    expect(toNames(records)).toEqual([...'ABDEFG']);
    expect(damages).toHaveLength(/gone/.test(what) ? 0 : 1);
    expect(await readNames(folder, 4)).toEqual(['E', 'F', 'G']);
  });
});

test('members hold whole lines, of about a mebibyte', async () => {
  const line = `${'x'.repeat(99_999)}\n`;
  async function* chunks() {
    for (let at = 0; at < 25; at++) yield Buffer.from(line);
    yield Buffer.from('no line feed');
  }
  const members: Buffer[] = [];
  for await (const member of packLines(chunks())) members.push(member);
  const lengths = members.map((member) => member.readUInt32LE(20));
  expect(lengths).toEqual([1_100_000, 1_100_000, 300_012]);
});
