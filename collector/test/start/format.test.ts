import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { backup } from '../../src/start/backup.js';
import { checkFormat, readVersion, writeFormat } from '../../src/start/format.js';
import { prepareFolder } from '../../src/start/problem.js';
import { restore } from '../../src/start/restore.js';
import { openStore } from '../../src/store/store.js';
import { createFolder } from '../support/folder.js';
import { NOW } from '../support/hits.js';

const toConfig = (data: string) => {
  const read = readConfig({ KMQ_DATA: data }, {});
  if ('problems' in read) throw new Error(read.problems.join());
  return read.config;
};

const createData = async (format?: string) => {
  const data = createFolder();
  await openStore(data, { now: () => NOW, demo: true });
  if (format !== undefined) writeFileSync(join(data, 'format.json'), format);
  return data;
};

describe('the form of a data folder (S34)', () => {
  test('what this version writes, it reads, and what came before knew no form', async () => {
    const data = await createData();
    expect(() => checkFormat(data)).not.toThrow();
    await writeFormat(data);
    expect(() => prepareFolder(data)).not.toThrow();
    expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });

  test.each([
    ['a newer form', '{"format":2,"version":"9.1.0"}', /newer kmq-collector \(9\.1\.0\)/],
    ['a form that is no number', '{"format":"x"}', /newer kmq-collector \(unknown\)/],
    ['null', 'null', /newer kmq-collector/],
    ['no JSON', '{', /format\.json is damaged/],
  ])('%s is refused, and nothing is written', async (_, format, problem) => {
    const data = await createData(format);
    const before = readdirSync(data, { recursive: true });
    expect(() => prepareFolder(data)).toThrow(problem);
    await expect(backup(toConfig(data), join(createFolder(), 'monday'))).rejects.toThrow(problem);
    expect(readdirSync(data, { recursive: true })).toEqual(before);
  });

  test('a backup has the form of its data, and one of a newer form is not restored', async () => {
    const data = await createData();
    await writeFormat(data);
    const folder = join(createFolder(), 'monday');
    await backup(toConfig(data), folder);
    const other = join(createFolder(), 'other');
    await restore(toConfig(other), folder);
    expect(readdirSync(other)).toContain('format.json');
    writeFileSync(join(folder, 'format.json'), '{"format":2,"version":"9.1.0"}');
    const third = join(createFolder(), 'third');
    await expect(restore(toConfig(third), folder)).rejects.toThrow(/newer kmq-collector/);
    writeFileSync(join(folder, 'format.json'), '{"format":1,"version":"0.1.0"}');
    writeFileSync(join(folder, 'backup.json'), '{"format":2}');
    await expect(restore(toConfig(third), folder)).rejects.toThrow(/backup of a newer/);
  });
});
