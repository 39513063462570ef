// Run by `npm version <patch|minor|major>` between the new number and its commit: the collector's and the documentation's
// packages get the same number, and what the changelog calls unreleased gets it as its heading.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toReleased } from './changelog.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** @param {string} path */
const read = (path) => readFileSync(ROOT + path, 'utf8');
const { version } = JSON.parse(read('package.json'));

for (const path of ['collector/package.json', 'docs/package.json'])
  writeFileSync(ROOT + path, read(path).replace(/(?<="version": ")[^"]+/, version));
const today = new Date().toISOString().slice(0, 10);
writeFileSync(`${ROOT}CHANGELOG.md`, toReleased(read('CHANGELOG.md'), version, today));

/** @param {string} program @param {string[]} words */
const run = (program, ...words) => execFileSync(program, words, { cwd: ROOT, stdio: 'inherit' });
run('npm', 'install', '--package-lock-only', '--ignore-scripts');
run(
  'git',
  'add',
  'CHANGELOG.md',
  'package-lock.json',
  'collector/package.json',
  'docs/package.json',
);
