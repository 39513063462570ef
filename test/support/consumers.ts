import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Packed, ROOT, run } from './pack.js';

/** Files that a page of the documents holds: blocks whose first line names one. */
export const readBlocks = async (page: string): Promise<[path: string, text: string][]> => {
  const text = await readFile(join(ROOT, page), 'utf8');
  return [...text.matchAll(/```\w+\n((?:\/\/|<!--) ([\w./-]+\.\w+)[^\n]*\n[\s\S]*?)\n```/g)].map(
    ([, block = '', path = '']) => [path, `${block}\n`],
  );
};

export interface ProjectParts {
  /** Folder in `test/consumers`. */
  name: string;
  /** The page whose blocks it is made of, and which of them. */
  page: string;
  files: RegExp;
  /** Versions in place of those of its `package.json`; '' takes a package out. */
  versions?: Record<string, string>;
}

export interface Site {
  key: string;
  /** Address of the collector. */
  url: string;
}

/** A project in a temporary folder. */
export interface Project {
  folder: string;
  /** Runs a program of one of its packages, from the folder; gives what it printed. */
  run(program: string, ...words: string[]): Promise<string>;
  end(): Promise<void>;
}

/** Dependencies from the root of this repository, the package as it is published. */
const link = async (folder: string, names: string[], packed: Packed): Promise<void> => {
  const modules = join(folder, 'node_modules');
  for (const name of names) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
  await cp(packed.package, join(modules, 'kmq'), { recursive: true });
};

const install = (folder: string, { tarball }: Packed): Promise<unknown> =>
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], {
    cwd: folder,
    timeout: 280_000,
  });

/** Puts together what a reader of the page would: starter files, blocks, packages. */
export const createProject = async (
  { name, page, files, versions = {} }: ProjectParts,
  { key, url }: Site,
  { packed, fromNpm }: { packed: Packed; fromNpm: boolean },
): Promise<Project> => {
  const folder = await mkdtemp(join(tmpdir(), `kmq-${name}-`));
  await cp(join(ROOT, 'test/consumers', name), folder, { recursive: true });
  for (const [path, text] of await readBlocks(page)) {
    if (!files.test(path)) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // A reader puts in the own collector and the own key.
    const own = text
      .replaceAll('https://k.example.com/', `${url}/`)
      .replaceAll("key: 'demo'", `key: '${key}'`);
    await writeFile(join(folder, path), own);
  }
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'devDependencies'])
    for (const [dependency, version] of Object.entries(versions))
      if (about[kind]?.[dependency]) about[kind][dependency] = version;
  await writeFile(join(folder, 'package.json'), JSON.stringify(about));
  const names = Object.keys({ ...about.dependencies, ...about.devDependencies });
  await (fromNpm ? install(folder, packed) : link(folder, names, packed));
  return {
    folder,
    run: async (program, ...words) => {
      const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
      const file = join(folder, 'node_modules', program);
      const { stdout } = await run(process.execPath, [file, ...words], { cwd: folder, env }).catch(
        (error) => {
          throw new Error(`${program}:\n${error.stdout}${error.stderr}`);
        },
      );
      return stdout;
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
};
