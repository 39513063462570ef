import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { startCollector } from './support/collector.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kmq-operating-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Where the document's paths are in this test. */
const PLACES: [string, string][] = [
  ['/opt/kmq/', ROOT],
  ['/var/lib/kmq', join(folder, 'data')],
  ['/var/backups', join(folder, 'backups')],
  ['/usr/local/bin', join(folder, 'bin')],
  ['/usr/bin/node', process.execPath],
];

const place = (text: string): string =>
  PLACES.reduce((placed, [path, here]) => placed.replaceAll(path, here), text);

const document = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');

/** A block that is run; one that cannot be says why in a comment before it. */
const BLOCK = /(<!-- not run: .+ -->\n)?```(sh|ini)\n([\s\S]*?)```/g;

const blocksOf = (language: string): string[] =>
  [...document.matchAll(BLOCK)].flatMap(([, skipped, found, text = '']) =>
    found === language && !skipped ? [place(text)] : [],
  );

const run = (script: string) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-euc', script], {
    encoding: 'utf8',
    // A shell whose input is a socket takes itself for a remote one, and reads its settings.
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
  });
  return { status, out: stdout + stderr };
};

describe('docs/operating.md', () => {
  it('its commands do what it says, in its order', async () => {
    mkdirSync(join(folder, 'bin'));
    const expected: [RegExp, RegExp][] = [
      [/install -d/, /^$/],
      [/site add/, /Added site shop[\s\S]*https:\/\/k\.example\.com\/shop\.2\.js/],
      [/login-link/, /\/login\/[\w-]{32}/],
      [/token add/, /^[\w-]{32}$/m],
      [/^kmq-collector doctor/, /The settings of 1 sites can be read/],
      [/backup/, /Backup up to position 0/],
      [/restore/, /Restored up to position 0[\s\S]*The settings of 1 sites can be read/],
      [/rebuild/, /Rebuilt the reports from the log/],
    ];
    const blocks = blocksOf('sh');
    expect(blocks).toHaveLength(expected.length);
    for (const [at, block] of blocks.entries()) {
      const [command, answer] = expected[at]!;
      expect(block).toMatch(command);
      const { status, out } = run(block);
      expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(answer) });
    }
    const collector = await startCollector({ env: { KMQ_DATA: join(folder, 'data') } });
    try {
      const { sites } = await collector.ask<{ sites: { key: string; name: string }[] }>(
        'GET',
        '/api/sites',
      );
      expect(sites).toMatchObject([{ key: 'shop', name: 'My Shop' }]);
    } finally {
      await collector.stop();
    }
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

  it.runIf(hasSystemd)('its units are ones that systemd takes', () => {
    const names = ['kmq.service', 'kmq-backup.service', 'kmq-backup.timer'];
    const units = blocksOf('ini');
    expect(units).toHaveLength(names.length);
    const paths = names.map((name) => join(folder, name));
    for (const [at, path] of paths.entries()) writeFileSync(path, units[at] ?? '');
    const { status, out } = run(`systemd-analyze verify --man=no ${paths.join(' ')}`);
    // Units of this machine that have nothing to do with ours are none of our business.
    expect([status, out.split('\n').filter((line) => line.includes('kmq'))]).toEqual([0, []]);
  });
});
