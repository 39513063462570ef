import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const run = promisify(execFile);

export interface Packed {
  /** A temporary folder, to be removed by the caller. */
  folder: string;
  /** The tarball as `npm publish` would send it. */
  tarball: string;
  /** What is in it, unpacked. */
  package: string;
}

/** Packs the built package and unpacks it into a temporary folder. */
export const pack = async (): Promise<Packed> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmq-pack-'));
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const { stdout } = await run('npm', words, { cwd: ROOT });
  const tarball = join(folder, stdout.trim());
  await run('tar', ['-xzf', tarball, '-C', folder]);
  return { folder, tarball, package: join(folder, 'package') };
};
