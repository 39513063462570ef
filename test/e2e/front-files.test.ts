import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROGRAMS } from '../support/browsers.mjs';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kmq-front-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  const subject = ['-subj', '/CN=k.example.com', '-newkey', 'rsa:2048', '-nodes'];
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  execFileSync(PROGRAMS.openssl.path, ['req', '-x509', ...subject, ...files], { stdio: 'ignore' });
});

it('nginx takes the whole file for a collector on a name of its own', () => {
  const server = readFileSync(join(EXAMPLES, 'nginx/collector.conf'), 'utf8').replaceAll(
    '/etc/letsencrypt/live/k.example.com',
    folder,
  );
  writeFileSync(join(folder, 'kmq.conf'), server);
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, `pid ${folder}/pid; events {} http { include ${folder}/kmq.conf; }`);
  const words = ['-t', '-p', folder, '-c', path, '-e', 'stderr'];
  const { stderr } = spawnSync(PROGRAMS.nginx.path, words, { encoding: 'utf8' });
  expect(stderr).toMatch(/test is successful/);
  expect(stderr).not.toMatch(/\[(warn|error|emerg)\]/);
});

it('Caddy takes its file, and would get a certificate for that name', () => {
  const words = ['--adapter', 'caddyfile', '--config', join(EXAMPLES, 'caddy/collector.Caddyfile')];
  const env = { ...process.env, HOME: folder };
  const validate = spawnSync(PROGRAMS.caddy.path, ['validate', ...words], {
    encoding: 'utf8',
    env,
  });
  expect([validate.status, validate.stdout + validate.stderr]).toEqual([
    0,
    expect.stringContaining('Valid configuration'),
  ]);
  const adapted = spawnSync(PROGRAMS.caddy.path, ['adapt', ...words], { encoding: 'utf8', env });
  expect(JSON.parse(adapted.stdout).apps.http.servers.srv0).toMatchObject({
    listen: [':443'],
    routes: [{ match: [{ host: ['k.example.com'] }] }],
  });
});
