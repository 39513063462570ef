// `npm run release:publish`: both tarballs to the registry. Their provenance needs the address of the repository that they
// are built in, which the workflow puts into package.json before it packs them.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../build/packages/', import.meta.url));

for (const tarball of readdirSync(FOLDER).filter((name) => name.endsWith('.tgz')))
  execFileSync('npm', ['publish', FOLDER + tarball], { stdio: 'inherit' });
