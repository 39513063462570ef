import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFolder } from './folder.js';

/** The keys that the store of these tests knows. */
export const KEYS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

/** Sets the environment that the AWS SDK reads, for one test: nothing of this machine's. */
export const setEnvironment = (given: Record<string, string>): void => {
  const before = { ...process.env };
  const set = (environment: Record<string, string | undefined>) => {
    for (const name of Object.keys(process.env))
      if (name.startsWith('AWS_')) delete process.env[name];
    for (const [name, text] of Object.entries(environment))
      if (name.startsWith('AWS_')) process.env[name] = text;
  };
  onTestFinished(() => set(before));
  const none = '/nonexistent';
  set({
    ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1' },
    ...{ AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none },
    ...given,
  });
};

interface Store {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
type StoreClass = new (options: object) => Store;

/**
 * A store that speaks Amazon's protocol, with one bucket, on a port of this machine. Its check of signatures refuses
 * lists of the SDK's third version, whose addresses end with a slash: it is made where nothing is listed.
 */
export const startStore = async (bucket: string, { strict = false } = {}) => {
  const S3rver: StoreClass = createRequire(import.meta.url)('@20minutes/s3rver');
  const directory = createFolder();
  const store = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory },
    allowMismatchedSignatures: !strict,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await store.run();
  onTestFinished(() => store.close());
  return {
    url: `http://127.0.0.1:${port}`,
    removeBucket: () => rmSync(join(directory, bucket), { recursive: true }),
  };
};

/** A server that answers everything alike, as a store does that refuses. */
export const startRefusing = async (status: number, code: string): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No, ${KEYS.AWS_SECRET_ACCESS_KEY}.</Message></Error>`,
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
