import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startCollector } from './support/collector.js';
import { until } from './support/patience.js';

const SIZE = '64m';

/** A small file system of its own. Where none may be mounted, that is the reason why the test fails. */
const mountSmall = (): { folder: string; unmount(): void } => {
  const folder = mkdtempSync(join(tmpdir(), 'kmq-small-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]);
  if (mounted.status !== 0)
    throw new Error(`no tmpfs can be mounted here: ${mounted.stderr ?? mounted.error}`);
  return {
    folder,
    unmount() {
      // The engine of a killed collector may take a moment to go.
      spawnSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
};

/** Leaves less room than one hit takes. */
const fill = (folder: string): string => {
  const ballast = join(folder, 'ballast');
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  } catch (error) {
    // The collector wrote something meanwhile; what was written here has filled the rest.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  return ballast;
};

let made = 0;
const toBatch = (): { ids: string[]; body: string } => {
  const ids = Array.from({ length: 20 }, () => `disk-${made++}`);
  const body = ids
    .map((id) => `e?_n=Step&Note=${'x'.repeat(200)}&_p=ada&_t=1795348800&_i=${id}`)
    .join('\n');
  return { ids, body };
};

it('a full disk refuses hits, loses none, and takes them again without a restart (S6)', async () => {
  const { folder, unmount } = mountSmall();
  const collector = await startCollector({ env: { KMQ_DATA: folder } });
  const acknowledged: string[] = [];
  const send = async (): Promise<Response> => {
    const { ids, body } = toBatch();
    const answer = await fetch(`${collector.url}/?_k=demo`, { method: 'POST', body });
    if (answer.ok) acknowledged.push(...ids);
    return answer;
  };
  try {
    expect((await send()).status).toBe(200);
    await collector.export('demo');

    const ballast = fill(folder);
    const refused = await until('the disk to be full', async () => {
      const answer = await send();
      return answer.ok ? undefined : answer;
    });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    const single = await fetch(`${collector.url}/e?_k=demo&_p=ada&_n=A`);
    expect([single.status, single.headers.has('retry-after')]).toEqual([503, true]);
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(503);

    truncateSync(ballast, 0);
    rmSync(ballast);
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
    expect((await send()).status).toBe(200);
    const kept = (await collector.export('demo')).map(({ _i }) => String(_i));
    expect(kept).toEqual(acknowledged);

    await collector.kill9();
    await collector.start();
    expect((await collector.export('demo')).map(({ _i }) => String(_i))).toEqual(acknowledged);
    expect((await collector.person('demo', 'ada')).events).toBe(acknowledged.length);
  } finally {
    await collector.kill9();
    unmount();
  }
});
