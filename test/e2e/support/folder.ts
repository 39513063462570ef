import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Serves a built single-page app: its files, and `index.html` at every other path. */
export const serveFolder = async (folder: string) => {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://app');
    const path = extname(pathname) ? pathname : '/index.html';
    try {
      const body = await readFile(join(folder, path));
      response
        .writeHead(200, { 'content-type': `${TYPES[extname(path)]}; charset=utf-8` })
        .end(body);
    } catch {
      // No such file: the 404 says so.
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
