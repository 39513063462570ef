import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareFolder, prepareTarget } from '../../src/start/problem.js';
import { createFolder } from '../support/folder.js';

test('a folder is made with those it lies in, for its owner alone', () => {
  const data = join(createFolder(), 'a', 'b');
  prepareFolder(data);
  prepareFolder(data);
  expect(statSync(data).mode & 0o777).toBe(0o700);
});

test.each([
  ['no folder can be made', () => '/proc/kmq/data', 'no folder can be created there'],
  [
    'there is a file',
    () => {
      const file = join(createFolder(), 'file');
      writeFileSync(file, '');
      return file;
    },
    'a file',
  ],
])('where %s, both say so', (_, toFolder, reason) => {
  const folder = toFolder();
  expect(() => prepareFolder(folder)).toThrow(reason);
  expect(() => prepareTarget(folder)).toThrow(reason);
});
