import { once } from 'node:events';
import {
  request as ask,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One way: a near server. On a warm loopback nearly everything arrives, and a test proves nothing. */
const DELAY_MS = 20;

const CORS = { 'access-control-allow-origin': '*' };
const refuse = (code: string) => JSON.stringify({ error: { code, message: 'Not today.' } });

interface Answer {
  status: number;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

/**
 * What happens to a batch. `forward`: the collector gets it, and its answer comes back. `cut`: the collector gets it,
 * the connection ends before the answer. `silent`: nothing is ever answered. Or an answer in the collector's place.
 */
export type Behaviour = (body: string) => 'forward' | 'cut' | 'silent' | Answer;

const answers =
  (status: number, headers: OutgoingHttpHeaders = CORS, body = ''): Behaviour =>
  () => ({ status, headers, body });

/** Each takes effect for batches alone: scripts are served all the time. */
export const BEHAVIOURS = {
  well: () => 'forward',
  cut: () => 'cut',
  silent: () => 'silent',
  fails: answers(500, CORS, refuse('internal')),
  busy: answers(
    429,
    { ...CORS, 'access-control-expose-headers': 'Retry-After', 'retry-after': '1' },
    refuse('too_many_requests'),
  ),
  /** A rewrite that is wrong, a captive portal: 200, and a page. */
  html: answers(
    200,
    { ...CORS, 'content-type': 'text/html' },
    '<!doctype html><title>Hello</title>',
  ),
  /** A proxy with a limit of its own, whose answer no page can read. */
  narrow: (body) => (body.length > 8_000 ? { status: 413 } : 'forward'),
  /** The same limit, told as the collector tells it. */
  narrowReadable: (body) =>
    body.length > 8_000
      ? { status: 413, headers: CORS, body: refuse('body_too_large') }
      : 'forward',
  /** The same line refused by something between that no page can read. */
  poisonedUnreadable: (body) => (body.includes('Poison') ? { status: 400 } : 'forward'),
  /** One line that is never taken, as the collector says it. */
  poisoned: (body) =>
    body.includes('Poison')
      ? { status: 400, headers: CORS, body: refuse('unreadable_batch') }
      : 'forward',
} satisfies Record<string, Behaviour>;

/** A batch as it came. */
export interface SeenBatch {
  method: string;
  path: string;
  body: string;
  headers: IncomingMessage['headers'];
  /** What it was answered, 0 where it was not. */
  status: number;
}

export interface Misbehaving {
  /** Where pages send; in front of the collector, on a port of its own. */
  url: string;
  behave(behaviour: Behaviour): void;
  /** Scripts are not answered until `release`. */
  holdScripts(): void;
  release(): void;
  /** Nothing listens: connections are refused. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** What was sent to it, preflights included; scripts left out. */
  batches: SeenBatch[];
  close(): Promise<void>;
}

const readAll = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** Stands in front of a collector: cold, slow, every connection closed after its answer, and worse where told so. */
export const startMisbehaving = async (collector: string): Promise<Misbehaving> => {
  const batches: SeenBatch[] = [];
  const sockets = new Set<Socket>();
  let behave: Behaviour = BEHAVIOURS.well;
  let held: (() => void)[] | undefined;
  let server: Server;
  let port = 0;

  const forward = async (
    request: IncomingMessage,
    body: Buffer,
  ): Promise<[IncomingMessage, Buffer]> => {
    const out = ask(collector + request.url, {
      method: request.method!,
      headers: { ...request.headers, connection: 'close' },
    });
    out.end(body);
    const [answer] = (await once(out, 'response')) as [IncomingMessage];
    return [answer, await readAll(answer)];
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    await sleep(DELAY_MS);
    const { method, url, headers } = request as { method: string; url: string } & IncomingMessage;
    const seen = { method, path: url, body: body.toString(), headers, status: 0 };
    const isScript = method === 'GET';
    if (!isScript) batches.push(seen);
    else if (held) await new Promise<void>((resolve) => held!.push(resolve));

    const way = isScript ? 'forward' : behave(seen.body);
    if (way === 'silent') return;
    if (typeof way === 'object') {
      await sleep(DELAY_MS);
      seen.status = way.status;
      response.writeHead(way.status, { ...way.headers, connection: 'close' }).end(way.body);
      return;
    }
    const [answer, text] = await forward(request, body);
    await sleep(DELAY_MS);
    if (way === 'cut') {
      request.socket.destroy();
      return;
    }
    seen.status = answer.statusCode!;
    response.writeHead(answer.statusCode!, { ...answer.headers, connection: 'close' }).end(text);
  };

  const listen = async (): Promise<void> => {
    server = createServer((request, response) => {
      serve(request, response).catch(() => {
        // The page went away, or the collector did: the browser sees what it would see of a broken proxy.
        response.destroy();
      });
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  };

  const goAway = async (): Promise<void> => {
    const closed = new Promise((done) => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  const release = (): void => {
    const waiting = held ?? [];
    held = undefined;
    for (const go of waiting) go();
  };

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    batches,
    behave(next) {
      behave = next;
    },
    holdScripts() {
      held ??= [];
    },
    release,
    goAway,
    comeBack: listen,
    close: async () => {
      release();
      await goAway();
    },
  };
};
