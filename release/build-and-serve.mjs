// What `npm start` does: looks whether the port is free, builds everything, and starts the collector. The build takes a minute: what is
// wrong with the port is told before it.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string' }, host: { type: 'string' } },
  // All others are the collector's, which says what is wrong with them.
  strict: false,
});
const port = Number(values.port ?? (process.env.KMQ_PORT || 8484));
const host = String(values.host ?? (process.env.KMQ_HOST || '127.0.0.1'));

/** @param {number} port @param {string} host */
const isTaken = async (port, host) => {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
    await new Promise((resolve) => server.close(resolve));
    return false;
  } catch (error) {
    // Anything else is told better by the collector.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
  }
};

if (port > 0 && port < 65_536 && (await isTaken(port, host))) {
  process.stderr.write(
    `Port ${port} on ${host} is in use by another program.\nStop that program, or choose another port with KMQ_PORT or --port: npm start -- --port ${port + 10}\n`,
  );
  process.exit(1);
}
const { status } = spawnSync('npm', ['run', 'build'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(status ?? 1);
await import('../collector/dist/main.js');
