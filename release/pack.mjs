// `npm run release:pack`: both packages as tarballs in `build/packages/`, made of what `npm run build` has built.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * Packs a folder into another one; answers the tarball's path.
 * @param {string} folder
 * @param {string} into
 */
const npmPack = (folder, into) => {
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', into];
  return join(into, execFileSync('npm', words, { cwd: folder, encoding: 'utf8' }).trim());
};

/**
 * The SDK.
 * @param {string} into
 */
export const packSdk = (into) => npmPack(ROOT, into);

/**
 * The collector, with the SDK of the same version inside it: one tarball is enough to install it.
 * @param {string} into
 * @param {string} version
 */
export const packCollector = (into, version = readJson(join(ROOT, 'package.json')).version) => {
  const folder = mkdtempSync(join(tmpdir(), 'kmq-release-'));
  try {
    const {
      private: _,
      devDependencies: __,
      scripts: ___,
      ...own
    } = readJson(join(ROOT, 'collector/package.json'));
    const { repository } = readJson(join(ROOT, 'package.json'));
    const manifest = {
      ...own,
      version,
      ...(repository && { repository }),
      dependencies: { ...own.dependencies, kmq: version },
      bundleDependencies: ['kmq'],
    };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    for (const path of ['bin', 'dist', 'README.md'])
      cpSync(join(ROOT, 'collector', path), join(folder, path), { recursive: true });
    for (const path of ['LICENSE', 'CHANGELOG.md']) cpSync(join(ROOT, path), join(folder, path));
    const sdk = join(folder, 'node_modules/kmq');
    mkdirSync(sdk, { recursive: true });
    execFileSync('tar', ['-xzf', packSdk(folder), '-C', sdk, '--strip-components=1']);
    writeFileSync(
      join(sdk, 'package.json'),
      `${JSON.stringify({ ...readJson(join(sdk, 'package.json')), version }, null, 2)}\n`,
    );
    return npmPack(folder, into);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const into = join(ROOT, 'build/packages');
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  for (const tarball of [packSdk(into), packCollector(into)]) console.log(tarball);
}
