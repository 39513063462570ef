import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { createTestApp, shareTestApp, TOKEN } from '../support/app.js';
import { NOW } from '../support/hits.js';

const ROOT = new URL('../../../', import.meta.url).pathname;
const CLIENT = join(ROOT, 'test/client');
const GENERATED = join(CLIENT, 'generated');
/** Tools of the description stay on this machine. */
const ALONE = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

const run = async (program: string, ...words: string[]): Promise<string> => {
  const env = { ...process.env, ...ALONE };
  try {
    return (await promisify(execFile)(process.execPath, [program, ...words], { env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program}: ${stdout}${stderr}`);
  }
};

/** The program in `test/client`: its types are there once they have been generated. */
interface Client {
  sendHits: (address: string, lines: string[]) => Promise<number | undefined>;
  countFunnel: (address: string, token: string) => Promise<object>;
  askWrongly: (address: string, token: string) => Promise<object | undefined>;
}

interface Problems {
  totals: { errors: number; warnings: number };
  problems: { message: string; location: { pointer: string }[] }[];
}

describe('the description of the API', () => {
  const test = shareTestApp();
  const file = join(GENERATED, 'openapi.json');
  const save = async () => {
    mkdirSync(GENERATED, { recursive: true });
    writeFileSync(file, (await test().ask('GET', '/api/openapi.json')).body);
  };

  it('passes redocly lint without a warning', { timeout: 60_000 }, async () => {
    await save();
    const redocly = join(ROOT, 'node_modules/@redocly/cli/bin/cli.js');
    const { totals, problems } = JSON.parse(
      await run(redocly, 'lint', '--format=json', file),
    ) as Problems;
    expect(problems.map(({ message, location }) => [message, location[0]?.pointer])).toEqual([]);
    expect(totals).toMatchObject({ errors: 0, warnings: 0 });
  });

  it('makes a client that compiles, sends hits and runs a funnel', {
    timeout: 120_000,
  }, async () => {
    await save();
    const generator = join(CLIENT, 'node_modules/openapi-typescript/bin/cli.js');
    await run(generator, file, '--output', join(GENERATED, 'api.ts'));
    await run(join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', CLIENT);

    const { app, ask } = await createTestApp({ reports: true });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}`;
    const client = (await import(join(CLIENT, 'funnel.ts'))) as Client;
    const at = (seconds: number) => `_d=1&_t=${NOW / 1000 - seconds}`;
    expect(
      await client.sendHits(address, [
        `e?_n=Visited+Site&_p=ada&${at(60)}`,
        `s?_p=ada&Plan=Pro&${at(50)}`,
        `e?_n=Signed+Up&_p=ada&Plan=Pro&${at(40)}`,
        `e?_n=Visited+Site&_p=bob&${at(30)}`,
        `e?_n=Visited+Site&_p=cid&${at(20)}`,
        `e?_n=Left&_p=cid&${at(10)}`,
      ]),
    ).toBe(6);
    await vi.waitFor(
      async () =>
        expect((await ask('GET', '/readyz')).json()).toEqual({ status: 'ok', lagSeconds: 0 }),
      { timeout: 20_000 },
    );
    expect(await client.countFunnel(address, TOKEN)).toEqual({
      people: [2, 1],
      before: 0,
      values: ['Pro', '(not set)'],
      names: ['ada'],
    });
    expect(await client.askWrongly(address, TOKEN)).toMatchObject({ field: 'by' });
  });
});
