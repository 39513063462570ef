import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { backupBelow, removeOld, toBackupName } from '../../src/start/backup-schedule.js';
import { openFolder } from '../../src/start/storage.js';
import { createFolder } from '../support/folder.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 28, 12, 30, 5);

const create = (folder: string, days: number[], finished = true) => {
  for (const day of days) {
    const path = join(folder, toBackupName(NOW + day * DAY_MS));
    mkdirSync(path);
    if (finished) writeFileSync(join(path, 'backup.json'), '{}');
  }
};

describe('backups one after the other (S27)', () => {
  test('have names that sort by time', () => {
    expect(toBackupName(NOW)).toBe('kmq-20261128T123005Z');
  });

  test('the last ones are kept, and nothing else is touched', async () => {
    const folder = createFolder();
    create(folder, [0, 1, 2, 3, 4]);
    create(folder, [5], false);
    for (const name of ['mine', 'kmq-monday', 'kmq-20261128T123005Z.old'])
      mkdirSync(join(folder, name));
    expect(await removeOld(openFolder(folder), 2)).toHaveLength(4);
    expect(readdirSync(folder).sort()).toEqual([
      'kmq-20261128T123005Z.old',
      'kmq-20261201T123005Z',
      'kmq-20261202T123005Z',
      'kmq-monday',
      'mine',
    ]);
    expect(await removeOld(openFolder(folder), 2)).toEqual([]);
  });

  test.each([
    [{ every: 'minute', keep: '7' }, /--every is "minute"; it takes hour, day, week/],
    [{ every: 'toString', keep: '7' }, /--every is "toString"/],
    [{ every: 'day', keep: '0' }, /--keep is "0"/],
    [{ every: 'day', keep: '1.5' }, /--keep is "1.5"/],
    [{ every: 'day', keep: '7' }, /holds no data of a collector/],
  ])('%o is told before anything is made', async (given, problem) => {
    const to = join(createFolder(), 'backups');
    const read = readConfig({ KMQ_DATA: createFolder() }, {});
    if ('problems' in read) throw new Error(read.problems.join());
    const attempt = backupBelow(read.config, { ...given, to }, () => undefined);
    await expect(attempt).rejects.toThrow(problem);
    expect(existsSync(to)).toBe(false);
  });
});
