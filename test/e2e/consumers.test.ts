import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROGRAMS } from '../support/browsers.mjs';
import {
  createProject,
  type Project,
  type ProjectParts,
  readBlocks,
} from '../support/consumers.js';
import { type Packed, pack, ROOT, run } from '../support/pack.js';
import { endChild, startChild } from './support/children.js';
import { type Collector, type ExportedHit, startCollector } from './support/collector.js';
import { serveFolder } from './support/folder.js';
import { type Browser, launch, type Page } from './support/launch.js';
import { until } from './support/patience.js';
import { findPort } from './support/port.js';

/** `all`: every project, installed from npm, at the lowest and the highest versions (`npm run prove:consumers`). */
const FROM_NPM = process.env.TEST_CONSUMERS === 'all';
const INSTALL_MS = 300_000;

let packed: Packed;
let collector: Collector;
let browser: Browser;
beforeAll(async () => {
  [packed, collector, browser] = await Promise.all([pack(), startCollector(), launch('chromium')]);
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
  if (packed) await rm(packed.folder, { recursive: true });
});

/** A project of its own site, for the tests of one `describe`. */
const useProject = (key: string, parts: ProjectParts) => {
  const at = {} as { project: Project };
  beforeAll(async () => {
    await collector.site(key);
    const site = { key, url: collector.url };
    at.project = await createProject(parts, site, { packed, fromNpm: FROM_NPM });
  }, INSTALL_MS);
  afterAll(() => at.project?.end());
  return at;
};

/** What a person did, oldest first, once the last of it is in the store: event names, and who an alias names. */
const storedUpTo = (key: string, last: string): Promise<ExportedHit[]> =>
  until(`${last} of ${key}`, async () => {
    const hits = await collector.export(key);
    return hits.some(({ _n }) => _n === last) && hits.sort((a, b) => Number(a._t) - Number(b._t));
  });
const toNames = (hits: ExportedHit[]) =>
  hits.map((hit) => hit._n ?? (hit._p2 ? `alias ${hit._p2}` : 'set'));

const openApp = async (folder: string, walk: (page: Page) => Promise<void>): Promise<void> => {
  const app = await serveFolder(folder);
  const profile = await browser.profile();
  const page = await profile.open(`${app.url}/`);
  await walk(page);
  expect(await page.problems()).toEqual([]);
  await profile.close();
  await app.close();
};

const pick = <T>(...all: [long: boolean, each: T][]): T[] =>
  all.filter(([long]) => FROM_NPM || !long).map(([, each]) => each);

it.runIf(FROM_NPM)(
  'npm install of a clone by its address builds the package',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kmq-git-'));
    await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    await run('npm', ['install', '--no-audit', '--no-fund', `git+file://${ROOT}`], { cwd: folder });
    const code = `import { pageViews } from 'kmq'; import { createKmq } from 'kmq/node';
      console.log(typeof pageViews, typeof createKmq);`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: folder,
    });
    expect(stdout).toBe('function function\n');
    await rm(folder, { recursive: true });
  },
  INSTALL_MS,
);

describe('Node, by docs/node.md', () => {
  const at = useProject('node', { name: 'node', page: 'docs/node.md', files: /\.mjs$/ });

  it('hit.mjs prints what the page says, and the collector knows the person', async () => {
    const { stdout } = await run(process.execPath, ['hit.mjs'], { cwd: at.project.folder });
    expect(stdout).toBe('{ accepted: 3, rejected: 0, dropped: 0, waiting: 0 }\n');
    const jane = await collector.person('node', 'jane@example.com');
    // The public key proves nothing: that customer-7 is Jane, too, waits for somebody's approval (S28).
    expect(jane.identities.map(({ identity }) => identity)).toEqual(['jane@example.com']);
    expect(jane.revenue).toMatch(/^49\.990*$/);
  });

  it('server.mjs sends what it has when it is told to end', async () => {
    const child = startChild(process.execPath, ['server.mjs'], {
      cwd: at.project.folder,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = await once(child.stdout!, 'data');
    await fetch(`http://127.0.0.1:${String(port).trim()}/orders`, {
      headers: { 'x-customer': 'customer-8' },
    });
    await endChild(child, 'SIGTERM');
    expect(child.exitCode).toBe(0);
    const [called] = (await collector.export('node')).filter(({ _p }) => _p === 'customer-8');
    expect(called).toMatchObject({ _n: 'Called API', Path: '/orders' });
  });

  it('worker.mjs answers first, and sends before it may be stopped', async () => {
    const script = `import worker from './worker.mjs';
      const waits = [];
      const context = { waitUntil: (promise) => waits.push(promise) };
      const answer = await worker.fetch(new Request('https://shop.example.com/cart'), {}, context);
      console.log(await answer.text(), waits.length, (await waits[0]).accepted);`;
    const words = ['--input-type=module', '-e', script];
    const { stdout } = await run(process.execPath, words, { cwd: at.project.folder });
    expect(stdout).toBe('done 1 1\n');
    expect(toNames(await collector.export('node'))).toContain('Called Worker');
  });
});

/** The walk through the apps of docs/react.md and docs/vue.md. */
const walkShop = async (page: Page): Promise<void> => {
  await page.click('a');
  await page.until(() => document.title === 'Pricing' && !!document.querySelector('button'));
  await page.click('a');
  await page.click('button');
};

const expectShop = async (key: string): Promise<void> => {
  const hits = await storedUpTo(key, 'Signed Up');
  expect(toNames(hits).filter((name) => !/^alias/.test(String(name)))).toEqual([
    'Page View',
    'Visited Site',
    'Page View',
    'Viewed Pricing',
    'Clicked Docs',
    'Signed Up',
  ]);
  const views = hits.filter(({ _n }) => _n === 'Page View');
  expect(views.map((hit) => hit['Page Title'])).toEqual(['Home', 'Pricing']);
  expect(views.map((hit) => new URL(String(hit['Viewed URL'])).pathname)).toEqual([
    '/',
    '/pricing',
  ]);
  expect(hits.find(({ _n }) => _n === 'Clicked Docs')).toMatchObject({ Place: 'Pricing' });
  const jane = await collector.person(key, 'jane@example.com');
  expect(jane.events).toBe(6);
};

const REACT_18 = {
  react: '18.0.0',
  'react-dom': '18.0.0',
  '@types/react': '^18.0.0',
  '@types/react-dom': '^18.0.0',
  typescript: '5.9.3',
};
const REACTS = pick<[what: string, versions: Record<string, string>]>(
  [false, ['React 19, TypeScript 7', {}]],
  [true, ['React 18.0, TypeScript 5', REACT_18]],
);

describe.each(REACTS)('Vite and %s, by docs/react.md', (what, versions) => {
  const key = `react-${REACTS.findIndex(([each]) => each === what)}`;
  const files = /^src\//;
  const at = useProject(key, { name: 'vite-react', page: 'docs/react.md', files, versions });

  it('compiles', async () => {
    expect(await at.project.run('typescript/bin/tsc', '-p', '.')).toBe('');
  });

  it('counts a visit in StrictMode once, under the routes of React Router', async () => {
    await at.project.run('vite/bin/vite.js', 'build', '--logLevel', 'error');
    await openApp(join(at.project.folder, 'dist'), walkShop);
    await expectShop(key);
  });
});

const VUES = pick<[what: string, versions: Record<string, string>]>(
  [false, ['Vue 3.5', {}]],
  [true, ['Vue 3.3', { vue: '3.3.0', 'vue-router': '4.2.0' }]],
);

describe.each(VUES)('Vite and %s, by docs/vue.md', (what, versions) => {
  const key = `vue-${VUES.findIndex(([each]) => each === what)}`;
  const files = /^src\//;
  const at = useProject(key, { name: 'vite-vue', page: 'docs/vue.md', files, versions });

  it('counts a visit once, under the routes of Vue Router', async () => {
    await at.project.run('vite/bin/vite.js', 'build', '--logLevel', 'error');
    await openApp(join(at.project.folder, 'dist'), walkShop);
    await expectShop(key);
  });
});

const BUNDLERS = pick<[what: string, name: string, words: string[]]>(
  [false, ['Rolldown', 'rolldown', ['rolldown/bin/cli.mjs', 'src/index.js', '-d', 'dist', '-m']]],
  [true, ['webpack', 'webpack', ['webpack/bin/webpack.js', '--mode', 'production']]],
);

describe.each(BUNDLERS)('%s, by docs/npm.md', (_, name, [program = '', ...words]) => {
  const at = useProject(name, { name, page: 'docs/npm.md', files: /^src\// });

  it.each(['7', '5'].slice(0, FROM_NPM ? 2 : 1))(
    'TypeScript %s takes and refuses what the page says',
    async (major) => {
      const tsc = major === '5' ? 'typescript-5/bin/tsc' : 'typescript/bin/tsc';
      expect(await at.project.run(tsc, '-p', '.')).toBe('');
    },
  );

  it('tracks a page', async () => {
    await at.project.run(program, ...words);
    const dist = join(at.project.folder, 'dist');
    await cp(join(at.project.folder, 'index.html'), join(dist, 'index.html'));
    await openApp(dist, async (page) => {
      await page.click('#sign-up');
      await page.click('form button');
    });
    expect(toNames(await storedUpTo(name, 'Signed Up'))).toEqual([
      'Page View',
      'Visited Site',
      'Viewed Pricing',
      'Clicked Sign Up',
      expect.stringContaining('alias'),
      'Signed Up',
    ]);
  });
});

describe('the tests of an app, by docs/testing.md', () => {
  const files = /^src\//;
  const at = useProject('vitest', { name: 'vitest', page: 'docs/testing.md', files });

  it('compile, and pass', async () => {
    expect(await at.project.run('typescript/bin/tsc', '-p', '.')).toBe('');
    const printed = await at.project.run('vitest/vitest.mjs', 'run', '--reporter=json');
    expect(JSON.parse(printed)).toMatchObject({ numPassedTests: 1, numFailedTests: 0 });
  });
});

describe.each(pick([true, 'Playwright']))('%s, by docs/testing.md', () => {
  const files = /^e2e\//;
  const at = useProject('playwright', { name: 'playwright', page: 'docs/testing.md', files });

  it('sees what a page tracks', async () => {
    expect(await at.project.run('typescript/bin/tsc', '-p', '.')).toBe('');
    const start = `import { createKmq, pageViews } from '/node_modules/kmq/dist/index.js';
      createKmq({ key: 'playwright', endpoint: '${collector.url}/' }, [pageViews]);`;
    const home = `<!doctype html><title>Home</title><script type="module">${start}</script>`;
    await writeFile(join(at.project.folder, 'index.html'), home);
    const app = await serveFolder(at.project.folder);
    vi.stubEnv('PAGE', app.url);
    vi.stubEnv('CHROMIUM', PROGRAMS.chromium.path);
    expect(await at.project.run('@playwright/test/cli.js', 'test')).toContain('1 passed');
    vi.unstubAllEnvs();
    // Hits of tests are not the collector's.
    expect(await collector.export('playwright')).toEqual([]);
    await app.close();
  });
});

describe.each(pick([true, 'Next.js']))('%s, by docs/react.md', () => {
  const parts = { name: 'next', page: 'docs/react.md', files: /^app\// };
  const at = useProject('next', parts);

  it(
    'renders on the server, counts in the browser once, and in its edge runtime',
    async () => {
      // With the way through the site's own host that docs/proxy.md describes.
      await cp(join(ROOT, 'examples/next-rewrite'), at.project.folder, { recursive: true });
      await writeFile(join(at.project.folder, '.env'), `COLLECTOR=${collector.url}\n`);
      await at.project.run('next/dist/bin/next', 'build');
      const port = await findPort();
      const url = `http://127.0.0.1:${port}`;
      const child = startChild(
        process.execPath,
        ['node_modules/next/dist/bin/next', 'start', '-p', `${port}`, '-H', '127.0.0.1'],
        {
          cwd: at.project.folder,
          env: { ...process.env, NODE_ENV: 'production' },
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      await until('Next.js', async () => (await fetch(url)).ok);
      const profile = await browser.profile();
      const page = await profile.open(url);
      await page.click('a');
      await page.until(() => !!document.querySelector('h1'));
      const renewed = await fetch(`${url}/renew`, { method: 'POST', body: 'jane@example.com' });
      expect(await renewed.json()).toMatchObject({ accepted: 1, waiting: 0 });
      const hits = await until('the hits of Next.js', async () => {
        const all = await collector.export('next');
        return all.length >= 5 && all;
      });
      expect(toNames(hits).sort()).toEqual([
        'Page View',
        'Page View',
        'Subscription Renewed',
        'Viewed Pricing',
        'Visited Site',
      ]);
      expect(await page.problems()).toEqual([]);
      await profile.close();
      await endChild(child);
    },
    INSTALL_MS,
  );
});

describe('the pages', () => {
  it.each(['docs/npm.md', 'docs/react.md', 'docs/vue.md', 'docs/node.md', 'docs/testing.md'])(
    '%s: every file that it names is part of a project above',
    async (page) => {
      const used = /^(src|app|e2e)\/|^(hit|server|worker)\.mjs$/;
      const paths = (await readBlocks(page)).map(([path]) => path);
      expect(paths.length).toBeGreaterThan(1);
      expect(paths.filter((path) => !used.test(path))).toEqual([]);
    },
  );
});
