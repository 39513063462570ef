import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port on which nobody listens, for a program that cannot choose one. */
export const findPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
};
