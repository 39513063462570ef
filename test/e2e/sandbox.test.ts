import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { endChild, startChild } from './support/children.js';
import { until } from './support/patience.js';
import { CALL_NUMBERS, readAllowedCalls, writeFilter } from './support/system-calls.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'collector/dist/main.js');
const document = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
const [, unit = ''] = /```ini\n([\s\S]*?)```/.exec(document) ?? [];

const folder = mkdtempSync(join(tmpdir(), 'kmq-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const hasSystemd = has('systemd-analyze');
/** No systemd runs here, so bubblewrap takes its place; what it cannot do is said below. */
const canRestrict = hasSystemd && has('bwrap') && existsSync(CALL_NUMBERS);

describe('the service of docs/operating.md', () => {
  it.runIf(hasSystemd)('is exposed to 2 of 10 at most', () => {
    const path = join(folder, 'kmq.service');
    writeFileSync(path, unit.replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true'));
    const words = ['security', '--offline=true', '--threshold=20', '--no-pager', path];
    const { status, stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    expect([status, /exposure level for kmq.service: (\S+)/.exec(stdout)?.[1]]).toEqual([
      0,
      expect.stringMatching(/^[01]\.\d$/),
    ]);
  });

  /**
   * With the unit's filter of system calls, no capability, an account of its own, and nothing to write to but the data and
   * its own /tmp and /dev. Not tried, for only systemd sets them: families of addresses, the firewall, namespaces,
   * and what of /proc and the kernel is hidden.
   */
  it.runIf(canRestrict)(
    'runs under its restrictions, and takes, reports and keeps hits',
    async () => {
      const data = join(folder, 'data');
      mkdirSync(data);
      const filter = join(folder, 'filter');
      writeFilter(filter, readAllowedCalls(unit));
      const child = startChild(
        'bwrap',
        [
          ...['--ro-bind', '/', '/', '--tmpfs', '/tmp', '--dev', '/dev', '--proc', '/proc'],
          ...['--bind', data, data, '--ro-bind', ROOT, ROOT],
          ...[
            '--unshare-user',
            '--uid',
            '65534',
            '--gid',
            '65534',
            '--unshare-ipc',
            '--unshare-uts',
          ],
          ...['--cap-drop', 'ALL', '--seccomp', '3', '--die-with-parent'],
          ...[process.execPath, MAIN],
        ],
        {
          env: { PATH: process.env.PATH, KMQ_DATA: data, KMQ_PORT: '0' },
          stdio: ['ignore', 'pipe', 'pipe', openSync(filter, 'r')],
        },
      );
      let printed = '';
      for (const stream of [child.stdout!, child.stderr!])
        stream.setEncoding('utf8').on('data', (text: string) => {
          printed += text;
        });
      try {
        const url = await until(
          'the collector',
          async () => {
            const address = /^ready (http:\S+)/m.exec(printed)?.[1];
            return address && (await fetch(`${address}/readyz`)).ok && address;
          },
          30_000,
        ).catch((error) => {
          throw new Error(`${error.message}; it printed:\n${printed}`);
        });
        const hit = await fetch(`${url}/e?_k=demo&_p=ada&_n=A`);
        expect(hit.headers.get('x-rejected')).toBeNull();
        const [, token] = /Admin token +(\S+)/.exec(printed) ?? [];
        const headers = { authorization: `Bearer ${token}` };
        await until('the hit to be loaded', async () => {
          const path = '/api/sites/demo/people/find?identity=ada';
          return (await fetch(url + path, { headers })).ok;
        });
      } finally {
        await endChild(child, 'SIGTERM');
      }
      expect(printed).not.toMatch(/error|the engine ended/i);
    },
    60_000,
  );
});
