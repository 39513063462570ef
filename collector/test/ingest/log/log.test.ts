import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Disk, disk } from '../../../src/ingest/log/disk.js';
import { createLog, type LogParts } from '../../../src/ingest/log/log.js';
import { createLogReader } from '../../../src/ingest/log/read.js';
import { createFolder } from '../../support/folder.js';
import { readAll, toDraft, toNames } from '../../support/hits.js';

const named = (...names: string[]) => names.map((name) => toDraft({ _n: name }));
const segmentsOf = (folder: string) => readdirSync(folder).filter((name) => /ndjson$/.test(name));
const lastPath = (folder: string) => join(folder, segmentsOf(folder).at(-1)!);

/** What was appended is on its way to the disk: what follows waits for the next sync. */
const untilTaken = () => new Promise(setImmediate);

/** A log in its folder, with everything it reported. */
const openLog = async (folder: string, parts: Partial<LogParts> = {}) => {
  const reports: string[] = [];
  const log = await createLog({ folder, report: (message) => reports.push(message), ...parts });
  return { log, reports };
};

/** A folder with a closed log of the events A, B and C, each of its own sync. */
const createThree = async () => {
  const folder = createFolder();
  const { log } = await openLog(folder);
  for (const name of 'ABC') await log.append(named(name));
  await log.close();
  return folder;
};

/** A disk on which the given step fails as often as `failures` says. */
const createFailingDisk = (step: 'create' | 'write' | 'sync', failures: number) => {
  const calls: string[] = [];
  const failing: Disk = {
    ...disk,
    async create(path) {
      calls.push('create');
      if (step === 'create' && failures-- > 0) throw new Error('create fails');
      const file = await disk.create(path);
      return {
        ...file,
        async write(bytes, offset) {
          calls.push('write');
          if (step === 'write' && failures-- > 0) {
            await file.write(bytes.subarray(0, bytes.length >> 1), offset);
            throw new Error('write fails');
          }
          await file.write(bytes, offset);
        },
        async sync() {
          calls.push('sync');
          if (step === 'sync' && failures-- > 0) throw new Error('sync fails');
          await file.sync();
        },
      };
    },
  };
  return { failing, calls };
};

describe('the log (S4, S5)', () => {
  test('gives back what was appended, in order, with positions from 1', async () => {
    const folder = createFolder();
    const { log } = await openLog(folder);
    await Promise.all([log.append(named('A', 'B')), log.append(named('C')), log.append([])]);
    expect(log.syncedSeq()).toBe(3);
    const records = await readAll(createLogReader(folder)(0, 3));
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(records[0]).toMatchObject({ ...toDraft({ _n: 'A' }), seq: 1 });
    expect(toNames(records)).toEqual(['A', 'B', 'C']);
    await log.close();
  });

  test('writes lines that any JSON reader takes', async () => {
    const folder = await createThree();
    const lines = readFileSync(lastPath(folder), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).check)).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ]);
  });

  test('acknowledges only after the sync, and many appends by one', async () => {
    const { failing, calls } = createFailingDisk('sync', 0);
    const { log } = await openLog(createFolder(), {
      disk: failing,
      onSynced: (seq) => calls.push(`synced ${seq}`),
    });
    await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        log.append(named(name)).then(() => calls.push(`acknowledged ${name}`)),
      ),
    );
    expect(calls).toEqual([
      'create',
      'write',
      'sync',
      'synced 4',
      'acknowledged A',
      'acknowledged B',
      'acknowledged C',
      'acknowledged D',
    ]);
    await log.close();
  });

  test('goes on where it stopped', async () => {
    const folder = await createThree();
    const { log, reports } = await openLog(folder);
    expect(log.syncedSeq()).toBe(3);
    await log.append(named('D'));
    await log.close();
    expect(reports).toEqual([]);
    expect(segmentsOf(folder)).toHaveLength(1);
    expect(toNames(await readAll(createLogReader(folder)(0, 4)))).toEqual(['A', 'B', 'C', 'D']);
  });

  test('starts a new segment when one is full, named by its first position', async () => {
    const folder = createFolder();
    const { log } = await openLog(folder, { segmentBytes: 300 });
    for (const name of 'ABCDE') await log.append(named(name));
    await log.close();
    expect(segmentsOf(folder)).toEqual([
      '0000000000000001.ndjson',
      '0000000000000003.ndjson',
      '0000000000000005.ndjson',
    ]);
    expect(toNames(await readAll(createLogReader(folder)(0, 5)))).toEqual([...'ABCDE']);
    expect(toNames(await readAll(createLogReader(folder)(2, 4)))).toEqual(['C', 'D']);
  });

  test('ends a segment when it is told to, and begins no second one behind nothing', async () => {
    const folder = createFolder();
    const { log } = await openLog(folder);
    await log.append(named('A', 'B'));
    const waiting = [log.append(named('C')), log.append(named('D'))];
    await log.seal();
    await Promise.all(waiting);
    await log.seal();
    await log.append(named('E'));
    await log.append(named('F'));
    await log.close();
    expect(segmentsOf(folder)).toEqual(['0000000000000001.ndjson', '0000000000000005.ndjson']);
    expect(toNames(await readAll(createLogReader(folder)(0, 9)))).toEqual([...'ABCDEF']);
  });

  test('tells whether the disk would take a hit, without leaving a trace', async () => {
    const folder = await createThree();
    const before = readFileSync(lastPath(folder));
    const { failing } = createFailingDisk('write', 1);
    const { log } = await openLog(folder, { disk: failing, segmentBytes: 1 });
    await expect(log.append([])).rejects.toThrow();
    await log.append([]);
    expect(log.syncedSeq()).toBe(3);
    await log.close();
    expect(readFileSync(join(folder, '0000000000000001.ndjson'))).toEqual(before);
    expect(statSync(lastPath(folder)).size).toBe(0);
  });

  test('refuses what would wait too long, and takes hits again afterwards', async () => {
    const { log } = await openLog(createFolder(), { waitingRecords: 2 });
    const first = log.append(named('A'));
    await untilTaken();
    const second = log.append(named('B', 'C'));
    await expect(log.append(named('D'))).rejects.toThrow('wait');
    await Promise.all([first, second]);
    await log.append(named('E'));
    expect(log.syncedSeq()).toBe(4);
    await log.close();
  });

  test('finishes what waits before it closes, and takes nothing afterwards', async () => {
    const folder = createFolder();
    const { log } = await openLog(folder);
    const appends = [...'ABC'].map((name) => log.append(named(name)));
    await untilTaken();
    appends.push(log.append(named('D')));
    await log.close();
    await Promise.all(appends);
    await expect(log.append(named('E'))).rejects.toThrow('closed');
    expect(toNames(await readAll(createLogReader(folder)(0, 9)))).toEqual(['A', 'B', 'C', 'D']);
  });
});

describe('a log with a damaged end (S5)', () => {
  test.each([
    ['half a record', (path: string) => truncateSync(path, statSync(path).size - 40), ['A', 'B']],
    [
      'a record without its line feed',
      (path: string) => truncateSync(path, statSync(path).size - 1),
      ['A', 'B'],
    ],
    ['garbage', (path: string) => appendFileSync(path, 'garbage'), ['A', 'B', 'C']],
    [
      'a line of garbage',
      (path: string) => appendFileSync(path, '{"seq":4}\n{"se'),
      ['A', 'B', 'C'],
    ],
    ['zeros', (path: string) => appendFileSync(path, Buffer.alloc(5000)), ['A', 'B', 'C']],
    ['nothing readable', (path: string) => writeFileSync(path, 'garbage\n'), []],
  ])('%s: is cut off, kept aside and reported, and the log goes on', async (_, damage, kept) => {
    const folder = await createThree();
    damage(lastPath(folder));
    const { log, reports } = await openLog(folder);
    expect(reports).toEqual([expect.stringContaining('cut off')]);
    expect(readdirSync(join(folder, 'aside'))).toHaveLength(1);
    await log.append(named('D'));
    const seq = log.syncedSeq();
    await log.close();
    expect(toNames(await readAll(createLogReader(folder)(0, seq)))).toEqual([...kept, 'D']);

    const again = await openLog(folder);
    expect(again.reports).toEqual([]);
    expect(again.log.syncedSeq()).toBe(seq);
    await again.log.close();
  });

  test('never gives the position of a lost record to another hit', async () => {
    const folder = await createThree();
    truncateSync(lastPath(folder), statSync(lastPath(folder)).size - 1);
    const { log } = await openLog(folder);
    await log.append(named('D'));
    await log.close();
    const [last] = (await readAll(createLogReader(folder)(0, 100))).slice(-1);
    expect(last!.seq).toBeGreaterThan(3);
  });
});

describe('a log with a damaged middle (S5)', () => {
  const flip = (path: string, at: string) => {
    const bytes = readFileSync(path);
    bytes[bytes.indexOf(at)]! ^= 1;
    writeFileSync(path, bytes);
  };

  test('skips the record, reports it at the start, keeps a copy, and keeps what follows', async () => {
    const folder = await createThree();
    flip(lastPath(folder), '"B"');
    const { log, reports } = await openLog(folder);
    expect(reports).toEqual([expect.stringContaining('skipped')]);
    await log.append(named('D'));
    await log.close();
    expect(toNames(await readAll(createLogReader(folder)(0, 4)))).toEqual(['A', 'C', 'D']);
    const [copy] = readdirSync(join(folder, 'aside'));
    expect(readFileSync(join(folder, 'aside', copy!), 'utf8')).toContain('"seq":2');
  });

  test('is found by a reader in an older segment, too', async () => {
    const folder = createFolder();
    const { log } = await openLog(folder, { segmentBytes: 300 });
    for (const name of 'ABCDE') await log.append(named(name));
    await log.close();
    flip(join(folder, segmentsOf(folder)[0]!), '"B"');
    const damages: object[] = [];
    const reader = createLogReader(folder, (damage) => damages.push(damage));
    expect(toNames(await readAll(reader(0, 5)))).toEqual(['A', 'C', 'D', 'E']);
    expect(damages).toEqual([
      expect.objectContaining({ path: join(folder, '0000000000000001.ndjson') }),
    ]);
  });

  test('a folder in the log is no segment', async () => {
    const folder = await createThree();
    mkdirSync(join(folder, 'aside'), { recursive: true });
    expect(toNames(await readAll(createLogReader(folder)(0, 3)))).toEqual(['A', 'B', 'C']);
  });
});

describe('a disk that fails (S5)', () => {
  test.each(['create', 'write', 'sync'] as const)(
    '%s fails: the group is refused, nothing acknowledged is missing, a new segment goes on',
    async (step) => {
      const folder = createFolder();
      const { failing, calls } = createFailingDisk(step, 0);
      const { log, reports } = await openLog(folder, { disk: failing });
      await log.append(named('A'));
      await log.close();

      const broken = createFailingDisk(step, 2);
      const second = await openLog(folder, { disk: broken.failing, segmentBytes: 1 });
      const first = second.log.append(named('B'));
      await untilTaken();
      const refused = await Promise.allSettled([first, second.log.append(named('C', 'D'))]);
      expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(second.log.isHealthy()).toBe(false);
      expect(second.log.syncedSeq()).toBe(1);

      await second.log.append(named('E'));
      expect(second.log.isHealthy()).toBe(true);
      await second.log.append(named('F'));
      await second.log.close();
      expect(toNames(await readAll(createLogReader(folder)(0, 3)))).toEqual(['A', 'E', 'F']);
      expect(reports).toEqual([]);
      expect(second.reports).toEqual([
        'The log cannot be written; hits are refused.',
        'The log can be written again.',
      ]);
      expect(calls).toContain('sync');

      const reopened = await openLog(folder);
      expect([reopened.log.syncedSeq(), reopened.reports]).toEqual([3, []]);
      await reopened.log.close();
    },
  );

  test('a file whose sync failed is never synced again, and what it holds beyond does not count', async () => {
    const folder = createFolder();
    let broken = false;
    const syncs: string[] = [];
    const { log } = await openLog(folder, {
      disk: {
        ...disk,
        async create(path) {
          const file = await disk.create(path);
          return {
            ...file,
            // A disk so broken that nothing can be tidied away.
            cut: () => (broken ? Promise.reject(new Error('cut fails')) : file.cut(0)),
            async sync() {
              syncs.push(path.slice(-8, -7));
              if (broken) throw new Error('sync fails');
              await file.sync();
            },
          };
        },
      },
    });
    await log.append(named('A'));
    broken = true;
    await expect(log.append(named('B', 'C'))).rejects.toThrow('sync fails');
    broken = false;
    await log.append(named('D'));
    await log.append(named('E'));
    await log.close();
    expect(syncs).toEqual(['1', '1', '2', '2']);
    expect(readFileSync(join(folder, '0000000000000001.ndjson'), 'utf8')).toContain('"B"');
    expect(toNames(await readAll(createLogReader(folder)(0, 3)))).toEqual(['A', 'D', 'E']);
  });
});

describe('a reader beside the writer', () => {
  test('follows the log without going back to its start, and stops at the position it is given', async () => {
    const folder = createFolder();
    const { log } = await openLog(folder, { segmentBytes: 500 });
    const reader = createLogReader(folder);
    const names: unknown[] = [];
    for (let seq = 0; seq < 20; seq += 2) {
      await log.append(named(`${seq + 1}`, `${seq + 2}`));
      names.push(...toNames(await readAll(reader(seq, seq + 1))));
      names.push(...toNames(await readAll(reader(seq + 1, seq + 2))));
    }
    expect(names).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 1}`));
    expect(toNames(await readAll(reader(3, 5)))).toEqual(['4', '5']);
    expect(await readAll(reader(20, 20))).toEqual([]);
    await log.close();
  });

  test('waits for the end of a record that is being written', async () => {
    const folder = await createThree();
    appendFileSync(lastPath(folder), '{"type":"hit","v":1,"seq":4');
    const damages: object[] = [];
    const reader = createLogReader(folder, (damage) => damages.push(damage));
    expect(toNames(await readAll(reader(0, 3)))).toEqual(['A', 'B', 'C']);
    expect(toNames(await readAll(reader(0, 4)))).toEqual(['A', 'B', 'C']);
    expect(damages).toEqual([]);
  });

  test('an empty or missing log has nothing', async () => {
    expect(await readAll(createLogReader(join(createFolder(), 'none'))(0, 10))).toEqual([]);
  });
});
