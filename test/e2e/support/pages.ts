import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const FOLDER = new URL('../../pages/', import.meta.url);

/** WebKit's driver tells no console, so its pages note by themselves what goes wrong. */
const NOTE_PROBLEMS = `<script>(() => {
  const problems = (window.problems = []);
  addEventListener('error', (event) => problems.push(event.message || 'cannot load ' + (event.target.src || event.target.href)), true);
  addEventListener('unhandledrejection', (event) => problems.push(String(event.reason)));
  for (const kind of ['error', 'warn']) {
    const original = console[kind];
    console[kind] = (...words) => { problems.push(words.join(' ')); original.apply(console, words); };
  }
})()</script>`;

const isWebKit = (agent = ''): boolean => /AppleWebKit/.test(agent) && !/Chrome/.test(agent);

/** A request that a page made of the page server. */
export interface PageRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface PageServer {
  /** `http://127.0.0.1:4711`, without a slash at the end. */
  url: string;
  port: number;
  /**
   * Serves this text at `/name` from now on, and gives its address. `{{word}}` in it, and in the files of
   * `test/pages`, stands for `words.word`.
   */
  add(name: string, html: string, headers?: Record<string, string>): string;
  /** What pages asked for, oldest first. */
  requests: PageRequest[];
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  js: 'text/javascript',
  css: 'text/css',
  xhtml: 'application/xhtml+xml',
};

/** Serves `test/pages/*` and pages made by a test, on a port of its own that only this machine reaches. */
export const startPages = async (words: Record<string, string> = {}): Promise<PageServer> => {
  const added = new Map<string, { body: string; headers: Record<string, string> }>();
  const requests: PageRequest[] = [];

  const read = async (path: string) => {
    const page = added.get(path);
    if (page) return page;
    if (!/^\/[\w-]+\.\w+$/.test(path)) return undefined;
    try {
      return { body: await readFile(new URL(`.${path}`, FOLDER), 'utf8'), headers: {} };
    } catch {
      // No such file: the 404 says so.
      return undefined;
    }
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://pages');
    requests.push({ method: request.method!, path: request.url!, headers: request.headers });
    const page = await read(pathname);
    if (!page) {
      response.writeHead(404).end(`no page ${pathname}`);
      return;
    }
    const type = TYPES[pathname.split('.')[1] ?? ''] ?? 'text/html';
    const body = page.body.replace(/\{\{(\w+)\}\}/g, (mark, word: string) => words[word] ?? mark);
    // A page with a policy of its own would report the notes as a breach.
    const mayNote = type === 'text/html' && !page.headers['content-security-policy'];
    const notes = mayNote && isWebKit(request.headers['user-agent']);
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...page.headers });
    response.end((notes ? NOTE_PROBLEMS : '') + body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    add: (name, body, headers = {}) => {
      added.set(`/${name}`, { body, headers });
      return `${url}/${name}`;
    },
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
