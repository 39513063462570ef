// Starts servers to be measured.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The admin token of every collector here. */
export const TOKEN = 'token-of-all-the-benches';

const MAIN = fileURLToPath(new URL('../../collector/dist/main.js', import.meta.url));

/** As docs/operating.md starts a collector. */
const YOUNG = '--max-semi-space-size=32';

/** A program that prints `ready <address>`. @param {string} program @param {Record<string, string>} env */
export const startServer = async (program, env = {}) => {
  const child = spawn(process.execPath, [YOUNG, program], {
    env: { ...process.env, ...env },
    // It says that reports are not ready for as long as they are not.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (text) => {
      printed += text;
      const ready = /^ready (\S+)/m.exec(printed)?.[1];
      if (ready) resolve(ready);
    });
    child.on('exit', () => reject(new Error(`${program} ended: ${printed}`)));
  });
  const stop = async () => {
    const over = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await over;
  };
  return { url: String(url), pid: Number(child.pid), stop };
};

/** The built collector on a folder. @param {string} folder */
export const startCollector = async (folder) => {
  const server = await startServer(MAIN, { KMQ_PORT: '0', KMQ_DATA: folder, KMQ_TOKEN: TOKEN });
  const headers = { authorization: `Bearer ${TOKEN}` };
  return {
    ...server,
    /** @param {string} path */
    ask: async (path) => (await fetch(server.url + path, { headers })).json(),
    /** @param {string} path @param {object} body */
    post: async (path, body) =>
      (
        await fetch(server.url + path, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json(),
    /** Seconds; where reports cannot say, for ever. */
    readLag: async () =>
      (await (await fetch(`${server.url}/readyz`)).json()).lagSeconds ?? Number.POSITIVE_INFINITY,
    readMetrics: async () => (await fetch(`${server.url}/metrics`, { headers })).text(),
  };
};
