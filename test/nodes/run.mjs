// `npm run prove:nodes`: a strict `npm ci`, then unit and collector tests, with each version of Node that is stated, or with
// some of them: `npm run prove:nodes node-22`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../..');
const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
/** @type {{ workspaces: string[] }} */
const { workspaces } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/**
 * @param {string} command
 * @param {string[]} words
 * @param {{ cwd: string, bin?: string }} where
 */
const run = (command, words, { cwd, bin }) => {
  const path = bin ? `${bin}${delimiter}${process.env.PATH}` : process.env.PATH;
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { ok: status === 0, text: stdout + stderr };
};

const { ok, text } = run('npm', ['ci'], { cwd: HERE });
if (!ok) throw new Error(text);

let failed = 0;
const wanted = process.argv.slice(2);
for (const name of wanted.length ? wanted : Object.keys(dependencies)) {
  const bin = join(HERE, 'node_modules', name, 'bin');
  const version = run('node', ['--version'], { cwd: ROOT, bin }).text.trim();
  const folder = mkdtempSync(join(tmpdir(), 'kmq-node-'));
  for (const path of [
    ...['package.json', 'package-lock.json', '.npmrc'],
    ...workspaces.map((workspace) => join(workspace, 'package.json')),
  ])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const steps = {
    'npm ci --engine-strict': run('npm', ['ci', '--engine-strict', '--ignore-scripts'], {
      cwd: folder,
      bin,
    }),
    'unit tests': run('npm', ['run', 'test:unit'], { cwd: ROOT, bin }),
    'collector tests': run('npm', ['run', 'test:collector'], { cwd: ROOT, bin }),
  };
  rmSync(folder, { recursive: true });
  for (const [step, answer] of Object.entries(steps)) {
    const isWhole = answer.ok && !/EBADENGINE/.test(answer.text);
    const [counts = ''] = /Tests .*/.exec(answer.text) ?? [];
    console.log(`Node ${version}: ${step}: ${isWhole ? 'ok' : 'FAILED'} ${counts}`);
    if (isWhole) continue;
    failed++;
    console.log(answer.text.split('\n').slice(-40).join('\n'));
  }
}
process.exitCode = failed ? 1 : 0;
