import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files of the working tree that are not ignored, by path from the root. */
export const FILES: string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard'],
  { cwd: ROOT, encoding: 'utf8' },
)
  .split('\n')
  // A file that was deleted is known to git until that is committed.
  .filter((path) => path && existsSync(ROOT + path));

export const read = (path: string): string => readFileSync(ROOT + path, 'utf8');
