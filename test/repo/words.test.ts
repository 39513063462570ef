import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { FILES, ROOT, read } from './files.js';

const registry = execFileSync('npm', ['config', 'get', 'registry'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
});

interface Forbidden {
  what: string;
  files?: RegExp;
  pattern: RegExp;
  like: string;
}

const CODE = /\.(ts|tsx|mjs|js|html)$/;
const FORBIDDEN: Forbidden[] = [
  { what: 'a path of a machine', pattern: /\/(work|root|Users)\/[\w.]/, like: 'cd /root/.cache' },
  { what: 'the path of this clone', pattern: new RegExp(ROOT), like: `cd ${ROOT}` },
  { what: 'a registry', pattern: /registry\.[n]pmjs/, like: ['registry', 'npmjs'].join('.') },
  {
    what: 'the registry of this machine',
    pattern: new RegExp(new URL(registry.trim()).host.replaceAll('.', '\\.')),
    like: registry,
  },
  {
    what: 'a promise for later',
    files: CODE,
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    like: '// TODO',
  },
  {
    what: 'a check that is switched off',
    files: CODE,
    pattern: /@ts-(ignore|nocheck)|eslint-disable|\bas any\b|\.(only|skip|todo)\(/,
    like: 'it.only(',
  },
];

/** All but this file, which holds every one of them. */
const TEXTS = FILES.filter(
  (file) => !/\.(png|ico)$|^package-lock\.json$|^test\/repo\/words\.test\.ts$/.test(file),
);

describe('what no file holds', () => {
  it.each(FORBIDDEN)('$what', ({ files, pattern, like }) => {
    expect(like).toMatch(pattern);
    const found = TEXTS.filter((file) => !files || files.test(file)).flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, n) => (pattern.test(line) ? [`${file}:${n + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('an address of a registry in the lock file', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "http/);
  });

  it('a dependency of the SDK', () => {
    expect(JSON.parse(read('package.json')).dependencies ?? {}).toEqual({});
  });
});
