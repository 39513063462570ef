// Every vendor's collector in one: near, cold, each connection closed, and what it took.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeEvents } from './decode.mjs';

/** One way, as in the delivery suite. */
const DELAY_MS = 20;

/** What vendors' servers tell their scripts before and after events, as far as the scripts ask. */
const ANSWERS = [
  // Segment: where events go.
  [
    /^\/v1\/projects\/.*settings/,
    (port) => ({
      integrations: {
        'Segment.io': { apiKey: 'bench', apiHost: `127.0.0.1:${port}/v1`, protocol: 'http' },
      },
      plan: {},
    }),
  ],
  // RudderStack: a source without destinations.
  [
    /^\/sourceConfig/,
    () => ({
      source: {
        id: 'bench',
        name: 'bench',
        writeKey: 'bench',
        enabled: true,
        workspaceId: 'bench',
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        connections: [],
        destinations: [],
        dataplanes: {},
      },
      updatedAt: '2026-01-01T00:00:00.000Z',
    }),
  ],
  // PostHog: nothing switched on that its defaults do not switch on; a server takes gzip.
  [/^\/(array|flags|decide)/, () => ({ supportedCompression: ['gzip', 'gzip-js'], flags: {} })],
  [/^\/(e|i\/v0\/e|batch)\/?(\?|$)/, () => ({ status: 1 })],
  [/^\/2\/httpapi/, () => ({ code: 200, events_ingested: 1, payload_size_bytes: 1 })],
  [/^\/(i|o\/sdk)(\?|\/?$)/, () => ({ result: 'Success' })],
  [/^\/ahoy/, () => ({})],
  [/^\/track$/, () => ({ deviceId: 'bench', sessionId: 'bench' })],
  // Mixpanel.
  [/^\/(track|engage|record)/, () => ({ status: 1, error: null })],
  [/^\/(api\/s|v1)\//, () => ({ success: true })],
];

const KMQ = (body) => ({ accepted: String(body).split('\n').length, rejected: [] });

const toAnswer = (url, body, port) => {
  if (/^\/\?_k=/.test(url)) return KMQ(body);
  return ANSWERS.find(([path]) => path.test(url))?.[1](port) ?? {};
};

const toHeaders = ({ headers }) => ({
  'access-control-allow-origin': headers.origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  connection: 'close',
});

const readBody = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
};

/** Starts one for one trial, so that everything it gets belongs to that. @param {string} idName */
export const startCollector = async (idName) => {
  /** @type {import('./decode.mjs').Seen[]} */
  const events = [];
  const counts = { requests: 0, preflights: 0 };
  const paths = new Set();

  const server = createServer(async (request, response) => {
    try {
      const body = await readBody(request);
      const { method, url } = request;
      paths.add(`${method} ${url.split('?')[0]}`);
      if (method === 'OPTIONS') counts.preflights++;
      else {
        counts.requests++;
        events.push(...decodeEvents({ url, body }, idName));
      }
      await sleep(2 * DELAY_MS);
      const headers = toHeaders(request);
      if (method === 'OPTIONS') response.writeHead(204, headers).end();
      else {
        const answer = JSON.stringify(toAnswer(url, body, server.address().port));
        response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(answer);
      }
    } catch {
      // The page went away in the middle: what did not come whole does not count.
      response.destroy();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    events,
    counts,
    paths,
    /** Different events so far. */
    distinct: () => new Set(events.map(({ number }) => number)).size,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
