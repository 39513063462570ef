import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { originalPositionFor, sourceContentFor, TraceMap } from '@jridgewell/trace-mapping';
import { publint } from 'publint';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Packed, pack, ROOT, run } from '../support/pack.js';

const ENTRIES = ['index', 'node', 'react', 'snippet', 'testing', 'vue', 'wire'];
const SCRIPTS = ['kmq', 'kmq-site', 'kmq-lite', 'kmq-debug'];

let packed: Packed;
let files: string[];
beforeAll(async () => {
  packed = await pack();
  const { stdout } = await run('tar', ['-tzf', packed.tarball]);
  files = stdout
    .trim()
    .split('\n')
    .map((path) => path.replace('package/', ''));
});
afterAll(() => rm(packed.folder, { recursive: true }));

const read = (path: string) => readFile(join(packed.package, path), 'utf8');
const built = () => files.filter((path) => /^dist\/.*\.js$/.test(path));

describe('the package', () => {
  it('holds what is built, its types and maps, and nothing else', () => {
    const others = files.filter(
      (path) => !/^dist\/(chunks\/)?[\w-]+\.(js|js\.map|html)$/.test(path),
    );
    expect(others.filter((path) => !/^dist\/types\/.*\.d\.ts$/.test(path)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    const missing = ENTRIES.filter((name) => !files.includes(`dist/${name}.js`));
    expect(missing).toEqual([]);
  });

  it('is what its package.json says (publint)', async () => {
    const tarball = await readFile(packed.tarball);
    const { messages } = await publint({
      strict: true,
      pack: { tarball: new Uint8Array(tarball).buffer },
    });
    expect(messages).toEqual([]);
  });

  it('has types that are right wherever they are resolved (attw)', async () => {
    const attw = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const words = [attw, packed.tarball, '--profile', 'esm-only', '--format', 'ascii'];
    const scripts = ['--exclude-entrypoints', ...SCRIPTS.map((name) => `./${name}.js`)];
    const { stdout } = await run(process.execPath, [...words, ...scripts]);
    // It ends with an error where a problem is left; each entry has to be among what it looked at.
    for (const name of ENTRIES)
      expect(stdout).toContain(`"${name === 'index' ? 'kmq' : `kmq/${name}`}"`);
    expect(stdout.match(/from ESM\): 🟢 \(ESM\)/g)?.length).toBe(ENTRIES.length);
  });

  it('depends on nothing, and on frameworks only where they are used', async () => {
    const { dependencies, peerDependencies, peerDependenciesMeta, sideEffects } = JSON.parse(
      await read('package.json'),
    );
    expect(dependencies).toBeUndefined();
    expect(Object.keys(peerDependencies)).toEqual(Object.keys(peerDependenciesMeta));
    const scripts = SCRIPTS.map((name) => `./dist/${name}.js`);
    expect(scripts).toEqual(expect.arrayContaining(sideEffects));
    const imported = new Set<string>();
    for (const path of built())
      for (const [, name = ''] of (await read(path)).matchAll(
        /^(?:import|export) [^;\n']*'([^.'][^'\n]*)'/gm,
      ))
        imported.add(`${path}: ${name}`);
    expect([...imported].sort()).toEqual(['dist/react.js: react', 'dist/vue.js: vue']);
  });
});

describe('kmq/node', () => {
  it('needs nothing of Node: it sends where only what edge runtimes have is there', async () => {
    const input = join(packed.package, 'dist/node.js');
    const { output } = await (await rolldown({ input })).generate({ format: 'iife', name: 'kmq' });
    const sent: string[] = [];
    const context = createContext({
      AbortController,
      AbortSignal,
      Response,
      URL,
      btoa,
      clearTimeout,
      console,
      crypto,
      setTimeout,
      fetch: async (_: string, { body }: { body: string }) => {
        sent.push(body);
        return Response.json({ accepted: 1, rejected: [] });
      },
    });
    const run = `const client = kmq.createKmq({ key: 'demo', endpoint: 'https://k.example.com/' });
      client.record('ada', 'Called Worker');
      client.close();`;
    const closed = await runInContext(`${output[0].code}${run}`, context);
    expect(closed).toEqual({ accepted: 1, rejected: 0, dropped: 0, waiting: 0 });
    expect(sent).toEqual([
      expect.stringMatching(/^e\?_n=Called%20Worker&_p=ada&_t=[\d.]+&_i=\w+$/),
    ]);
  });
});

describe('source maps', () => {
  it('stand beside every script and module, and lead to the source', async () => {
    expect(built().length).toBeGreaterThan(ENTRIES.length);
    for (const path of built()) {
      const map = new TraceMap(await read(`${path}.map`));
      for (const source of map.sources) {
        expect(source).toMatch(/^(\.\.\/)+src\/[\w/-]+\.ts$/);
        const text = await readFile(join(ROOT, source!.replace(/^(\.\.\/)+/, '')), 'utf8');
        expect(sourceContentFor(map, source!)).toBe(text);
      }
    }
  });

  it.each(['dist/kmq.js', 'dist/node.js', 'dist/chunks'])(
    '%s: a text of the code is found',
    async (start) => {
      const SOUGHT = /keepalive|text\/plain|tried again|no such setting/;
      const found = [];
      for (const path of built().filter((each) => each.startsWith(start))) {
        const map = new TraceMap(await read(`${path}.map`));
        for (const [index, text] of (await read(path)).split('\n').entries()) {
          const match = SOUGHT.exec(text);
          if (!match) continue;
          const at = originalPositionFor(map, { line: index + 1, column: match.index });
          const source = at.source && sourceContentFor(map, at.source)?.split('\n')[at.line! - 1];
          found.push([match[0], source]);
        }
      }
      for (const [text, source] of found) expect(source).toContain(text);
      if (start !== 'dist/chunks') expect(found.length).toBeGreaterThan(0);
    },
  );
});

describe('another major of TypeScript', () => {
  it('5 refuses and takes the same calls', async () => {
    // The compiler that "are the types wrong" brings along.
    const ofAttw = createRequire(createRequire(import.meta.url).resolve('@arethetypeswrong/core'));
    const { version } = ofAttw('typescript/package.json');
    expect(version).toMatch(/^5\./);
    const tsc = join(ofAttw.resolve('typescript/package.json'), '../bin/tsc');
    for (const project of ['test/types', 'test/types/loose.tsconfig.json'])
      await run(process.execPath, [tsc, '-p', join(ROOT, project)]);
  });
});
