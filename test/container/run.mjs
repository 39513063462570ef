// `npm run prove:container`: builds the image of `Dockerfile` with buildah and runs it. Needs root on Debian. Where no image can
// be pulled, and no Docker engine runs, the base image is made here, of Debian's packages and npm's binary of Node.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NODES = join(ROOT, 'test/nodes');
const TOOLS = ['buildah', 'podman', 'debootstrap'];
const BASE = 'docker.io/library/node:24-bookworm-slim';
const IMAGE = 'localhost/kmq-collector:proof';
const STORAGE = ['--storage-driver', 'vfs'];
const PORT = 18_484;
const USER = 1000;

/** @param {string} program @param {string[]} words */
const run = (program, words, cwd = ROOT) =>
  execFileSync(program, words, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
/** @param {boolean} holds @param {string} what */
const check = (holds, what) => {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
  if (!holds) process.exitCode = 1;
};

if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
  throw new Error(`This needs root on Debian, and: apt-get install ${TOOLS.join(' ')}`);
run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...TOOLS]);

const folder = mkdtempSync(join(tmpdir(), 'kmq-container-'));
const data = join(folder, 'data');

/** A Debian with Node, npm and a user, under the name of the image that `Dockerfile` begins with. */
const makeBase = () => {
  const root = join(folder, 'root');
  const sources = readFileSync('/etc/apt/sources.list.d/debian.sources', 'utf8');
  const mirror = /^URIs: (\S+)/m.exec(sources)?.[1] ?? '';
  run('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', root, mirror]);
  run('npm', ['ci'], NODES);
  cpSync(join(NODES, 'node_modules/node-24/bin/node'), join(root, 'usr/local/bin/node'));
  const npm = join(root, 'usr/local/lib/node_modules/npm');
  cpSync(join(run('npm', ['root', '--global']), 'npm'), npm, {
    recursive: true,
    dereference: true,
  });
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
  run('chroot', [root, 'useradd', '--uid', String(USER), '--create-home', 'node']);
  run('sh', ['-c', `tar -C ${root} -c . | podman ${STORAGE.join(' ')} import - ${BASE}`]);
  rmSync(root, { recursive: true });
};

/** Certificates that this machine trusts, and npm's word for them: some networks have a registry of their own. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const npmSettings = () => {
  const path = join(folder, 'npmrc');
  const own = run('npm', ['config', 'get', 'userconfig']);
  const text = existsSync(own) ? readFileSync(own, 'utf8') : '';
  writeFileSync(path, `${text}\ncafile=${CERTIFICATES}\n`);
  return path;
};

/** @param {string[]} words */
const buildah = (...words) => run('buildah', [...STORAGE, ...words]);

/** @param {string} container @param {string[]} words @param {string[]} options */
const inside = (container, words, options = []) => [
  ...STORAGE,
  'run',
  '--isolation',
  'chroot',
  '--volume',
  `${data}:/data`,
  '--env',
  `KMQ_PORT=${PORT}`,
  '--env',
  'KMQ_HOST=127.0.0.1',
  '--env',
  'KMQ_TOKEN=token-of-the-container-proof',
  ...options,
  container,
  '--',
  ...words,
];

const url = `http://127.0.0.1:${PORT}`;
/** @param {string} container @param {string[]} entry */
const start = async (container, entry) => {
  const child = spawn('buildah', inside(container, entry), { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      printed += part;
    });
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) break;
    if (tries === 300 || child.exitCode !== null) throw new Error(`It does not start:\n${printed}`);
    await sleep(100);
  }
  const { pid } = JSON.parse(readFileSync(join(data, 'running.json'), 'utf8'));
  return {
    uid: run('ps', ['-o', 'uid=', '-p', String(pid)]).trim(),
    async stop() {
      const ended = once(child, 'exit');
      process.kill(pid, 'SIGTERM');
      await ended;
    },
  };
};

const hits = async () => {
  const answer = await fetch(`${url}/api/sites/demo/export.jsonl`, {
    headers: { authorization: 'Bearer token-of-the-container-proof' },
  });
  return (await answer.text()).split('\n').filter(Boolean).length;
};

let container = '';
try {
  if (!run('podman', [...STORAGE, 'images', '--quiet', BASE])) makeBase();
  const trust = [
    `${npmSettings()}:/usr/local/etc/npmrc:ro`,
    `${CERTIFICATES}:${CERTIFICATES}:ro`,
  ].flatMap((volume) => ['--volume', volume]);
  buildah(
    'bud',
    '--isolation',
    'chroot',
    '--pull-never',
    '--format',
    'docker',
    ...trust,
    '--tag',
    IMAGE,
    '.',
  );
  const { OCIv1, Docker } = JSON.parse(buildah('inspect', '--type', 'image', IMAGE));
  const config = Docker?.config ?? OCIv1.config;
  check(config.User === `${USER}:${USER}`, `it runs as ${config.User}`);
  check('/data' in (config.Volumes ?? {}), 'it has one volume, /data');
  const health = config.Healthcheck?.Test ?? [];
  check(health[0] === 'CMD', 'it has a health check');
  container = buildah('from', '--pull-never', IMAGE);
  // buildah would lay a folder of its own over the one that is given below.
  buildah('config', '--volume', '/data-', container);
  mkdirSync(data);
  run('chown', [`${USER}:${USER}`, data]);

  const first = await start(container, config.Entrypoint);
  check(first.uid === String(USER), `the process is of user ${first.uid}`);
  for (let n = 0; n < 10; n++) await fetch(`${url}/e?_k=demo&_p=jane@example.com&_n=Hit&N=${n}`);
  check((await hits()) === 10, 'ten hits are there');
  for (const path of ['/app/', '/docs/', '/demo.2.js'])
    check((await fetch(url + path)).ok, `${path} is served`);
  run('buildah', inside(container, health.slice(1)));
  check(true, 'the health check passes');
  await first.stop();
  const second = await start(container, config.Entrypoint);
  check((await hits()) === 10, 'they are there after a stop and a start');
  await second.stop();

  const size = Number(
    run('podman', [...STORAGE, 'image', 'inspect', '--format', '{{.Size}}', IMAGE]),
  );
  const base = Number(
    run('podman', [...STORAGE, 'image', 'inspect', '--format', '{{.Size}}', BASE]),
  );
  console.log(`       ${Math.round((size - base) / 1e6)} MB above its base`);
} finally {
  if (container) buildah('rm', container);
  rmSync(folder, { recursive: true, force: true });
}
