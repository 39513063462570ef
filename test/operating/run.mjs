// `npm run prove:operating`, after `npm run build`: types every command of docs/operating.md as root on a fresh Debian. Needs root on
// Debian. Nothing of systemd runs in a chroot, so units are enabled there, and started here as systemd would: as their user,
// with their environment.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packCollector } from '../../release/pack.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NODES = join(ROOT, 'test/nodes');
const VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
/** The version that the document upgrades to. */
const NEXT = '0.2.0';
const PORT = 18_485;
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** What cannot be typed here, by what is in it, and why. */
const LEFT_OUT = [
  [/docker compose/, 'there is no Docker engine'],
  [/countries\.mmdb/, 'databases of countries come from their makers'],
  [/--every day/, 'it goes on until it is stopped'],
  [/s3:\/\//, 'it needs a bucket; collector/test/start/s3.test.ts has one'],
];

/** @param {string} program @param {string[]} words */
const run = (program, words, cwd = ROOT) =>
  execFileSync(program, words, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();

if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
  throw new Error('This needs root on Debian, and: apt-get install debootstrap');
run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'debootstrap']);

const folder = mkdtempSync(join(tmpdir(), 'kmq-operating-'));
const root = join(folder, 'root');
/** @param {string} path */
const inside = (path) => join(root, path);

/** A Debian with systemd's commands, Node and npm. */
const makeDebian = () => {
  const sources = readFileSync('/etc/apt/sources.list.d/debian.sources', 'utf8');
  const mirror = /^URIs: (\S+)/m.exec(sources)?.[1] ?? '';
  run('debootstrap', [
    '--variant=minbase',
    '--include=ca-certificates,logrotate,systemd',
    'bookworm',
    root,
    mirror,
  ]);
  run('npm', ['ci'], NODES);
  cpSync(join(NODES, 'node_modules/node-24/bin/node'), inside('usr/local/bin/node'));
  cpSync(join(run('npm', ['root', '--global']), 'npm'), inside('usr/local/lib/node_modules/npm'), {
    recursive: true,
    dereference: true,
  });
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, inside(`usr/local/bin/${name}`));
  // The way to the registry is this machine's.
  for (const path of ['/etc/resolv.conf', '/etc/hosts', CERTIFICATES])
    if (existsSync(path)) cpSync(path, inside(path), { dereference: true });
  const settings = run('npm', ['config', 'get', 'userconfig']);
  const own = existsSync(settings) ? readFileSync(settings, 'utf8') : '';
  writeFileSync(inside('root/.npmrc'), `${own}\ncafile=${CERTIFICATES}\n`);
  // `enable` is systemd's own; nothing can be started by it here.
  writeFileSync(
    inside('usr/local/sbin/systemctl'),
    `#!/bin/sh
case "$1 $2" in
  "enable --now") exec /usr/bin/systemctl enable "$3" ;;
  "restart "*) exit 0 ;;
esac
exec /usr/bin/systemctl "$@"
`,
    { mode: 0o755 },
  );
  run('mount', ['-t', 'proc', 'proc', inside('proc')]);
};

/** @param {string[]} words @param {Record<string, string>} environment */
const chroot = (words, environment = {}) => [
  ...['chroot', root, 'env', '-i', 'HOME=/root', 'TERM=dumb'],
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
  ...words,
];

/** Types some lines; answers what they print. Ends everything where one of them fails. @param {string} script */
const type = (script) => {
  const [program = '', ...words] = chroot(['bash', '-euc', script], { KMQ_PORT: String(PORT) });
  const { status, stdout, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = stdout + stderr;
  console.log(
    `${status === 0 ? 'ok    ' : 'FAILED'} ${script.trim().split('\n').join('\n       ')}`,
  );
  if (status !== 0) throw new Error(`It printed:\n${text}`);
  return text;
};

/** @param {boolean} holds @param {string} what */
const check = (holds, what) => {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
  if (!holds) process.exitCode = 1;
};

/** Whether systemd starts a unit at its next start; its link is one of the other root. @param {string} path */
const isLinked = (path) =>
  lstatSync(inside(`etc/systemd/system/${path}`), { throwIfNoEntry: false }) !== undefined;

/** User, environment and command of a unit. @param {string} name */
const readUnit = (name) => {
  const text = readFileSync(inside(`etc/systemd/system/${name}`), 'utf8');
  const environment = [...text.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, key, value]) => [
    key,
    value,
  ]);
  return {
    user: /^User=(.*)$/m.exec(text)?.[1] ?? '',
    command: (/^ExecStart=(.*)$/m.exec(text)?.[1] ?? '').split(' '),
    environment: { ...Object.fromEntries(environment), KMQ_PORT: String(PORT) },
  };
};

/** What systemd runs for a unit. @param {string} name */
const toProcess = (name) => {
  const { user, command, environment } = readUnit(name);
  return chroot(
    ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', ...command],
    environment,
  );
};

/** @type {import('node:child_process').ChildProcess | undefined} */
let service;
const startService = async () => {
  const [program = '', ...words] = toProcess('kmq.service');
  service = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [service.stdout, service.stderr])
    stream?.on('data', (part) => {
      printed += part;
    });
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined);
    if (answer?.ok) return printed;
    if (tries === 300 || service.exitCode !== null)
      throw new Error(`It does not start:\n${printed}`);
    await sleep(100);
  }
};
const stopService = async () => {
  if (!service || service.exitCode !== null) return;
  const ended = once(service, 'exit');
  service.kill('SIGTERM');
  await ended;
};

const send = async () => {
  const answer = await fetch(
    `http://127.0.0.1:${PORT}/e?_k=shop&_p=jane@example.com&_n=Hit&debug=1`,
  );
  return JSON.stringify(await answer.json());
};

/** What has to be so after a block, by what is in it. @type {[RegExp, (text: string) => Promise<void> | void][]} */
const AFTER = [
  [
    /npm install \/tmp\/kmq-collector-0\.1/,
    () =>
      check(existsSync(inside('opt/kmq/node_modules/.bin/kmq-collector')), 'the command is there'),
  ],
  [
    /site add/,
    (text) => check(/https:\/\/k\.example\.com\/shop\.2\.js/.test(text), 'it prints the snippet'),
  ],
  [
    /enable --now kmq$/m,
    async () => {
      check(isLinked('multi-user.target.wants/kmq.service'), 'the unit is enabled');
      const printed = await startService();
      check(
        !/login\/[\w-]{20}|Admin token/.test(printed),
        'what goes to the journal holds no link and no token',
      );
      check(/"accepted":true/.test(await send()), 'a hit is accepted');
    },
  ],
  [/login-link/, (text) => check(/\/login\/[\w-]{32}/.test(text), 'it prints a link')],
  [/token add/, (text) => check(/^[\w-]{32}$/m.test(text), 'it prints a token')],
  [/^kmq-collector doctor/, (text) => check(!/PROBLEM/.test(text), 'the doctor finds nothing')],
  [
    /restore/,
    (text) =>
      check(
        /Restored up to position 1\b[\s\S]*for kmq/.test(text),
        'the hit is in it, and it is of kmq',
      ),
  ],
  [
    /kmq-backup\.timer/,
    () => {
      check(isLinked('timers.target.wants/kmq-backup.timer'), 'the timer is enabled');
      const [program = '', ...words] = toProcess('kmq-backup.service');
      const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
      check(
        status === 0 && /Backup up to position 1/.test(stdout),
        `it makes a backup ${status ? stdout + stderr : ''}`,
      );
    },
  ],
  [
    /systemctl restart/,
    async () => {
      await stopService();
      await startService();
      check(/"accepted":true/.test(await send()), `${NEXT} accepts a hit`);
    },
  ],
  [/rebuild/, (text) => check(/up to position 2/.test(text), 'both hits are in the reports')],
];

/** Blocks of the document in their order: commands, or a file and its path. */
const readBlocks = () => {
  const text = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
  return [...text.matchAll(/```(sh|ini|text)\n([\s\S]*?)```/g)].map((match) => ({
    language: match[1],
    text: match[2] ?? '',
    path: [...text.slice(0, match.index).matchAll(/`(\/etc\/[^`]+)`/g)].at(-1)?.[1] ?? '',
  }));
};

try {
  makeDebian();
  mkdirSync(inside('tmp'), { recursive: true });
  for (const version of [VERSION, NEXT]) packCollector(inside('tmp'), version);
  for (const { language, text, path } of readBlocks()) {
    if (language !== 'sh') {
      mkdirSync(dirname(inside(path)), { recursive: true });
      writeFileSync(inside(path), text);
      console.log(`ok     ${path} is written`);
      if (path.includes('logrotate')) type(`logrotate --debug ${path}`);
      if (path.endsWith('.service')) type(`systemd-analyze verify --man=no ${path}`);
      continue;
    }
    const [, why] = LEFT_OUT.find(([pattern]) => /** @type {RegExp} */ (pattern).test(text)) ?? [];
    if (why) {
      console.log(`-      ${text.trim().split('\n')[0]} …: ${why}`);
      continue;
    }
    const printed = type(text);
    for (const [pattern, look] of AFTER) if (pattern.test(text)) await look(printed);
  }
  const { status, stdout } = spawnSync(
    ...(([program = '', ...words]) => /** @type {const} */ ([program, words]))(
      chroot(['find', '/var/lib/kmq', '!', '-user', 'kmq']),
    ),
    { encoding: 'utf8' },
  );
  check(status === 0 && stdout === '', `nothing in the data folder is root's ${stdout}`);
} finally {
  await stopService();
  spawnSync('umount', ['--lazy', inside('proc')]);
  const mounted = readFileSync('/proc/mounts', 'utf8').includes(root);
  if (mounted) console.log(`${root} is left: something is still mounted there.`);
  else rmSync(folder, { recursive: true, force: true });
}
