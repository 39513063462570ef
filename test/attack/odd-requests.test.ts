import { Agent, request } from 'node:http';
import { expect, it } from 'vitest';
import { type Collector, startCollector } from '../e2e/support/collector.js';
import { createOddRequests, type Odd } from '../support/odd-requests.js';
import { readMemory, send } from './send.js';

/** `npm run prove:attack` asks for 100,000. */
const REQUESTS = Number(process.env.TEST_ATTACK_REQUESTS ?? 1500);
const SEED = Number(process.env.TEST_ATTACK_SEED ?? 20_261_201);
const AT_ONCE = 16;
const PATIENCE_MS = 15_000;
/** Memory is looked at so often. */
const LOOKS = 10;
/** What the process that takes hits may have at any time: its heap grows for some thousand requests, and stays then. */
const MEMORY_BYTES = 600_000_000;
/** From so many requests on, the last third may have so much more than the one before it. */
const PLATEAU_REQUESTS = 20_000;
const PLATEAU_BYTES = 60_000_000;

const odd = createOddRequests(SEED);

/** Routes that a healthy collector has beside those of its API. */
const OTHERS = [
  ...['GET /', 'POST /', 'GET /e', 'POST /e', 'GET /s', 'GET /a', 'GET /i.js', 'GET /{key}.2.js'],
  ...['GET /app/', 'GET /app/{x}', 'GET /docs/{x}', 'GET /login/{x}', 'GET /{x}'],
  ...['GET /healthz', 'GET /readyz', 'GET /metrics'],
];

/** Every route that the built collector says it has. */
const readRoutes = async (collector: Collector): Promise<string[]> => {
  const { paths } = await collector.ask<{ paths: Record<string, object> }>(
    'GET',
    '/api/openapi.json',
  );
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
};

const STACK = /\n\s+at |node:internal|\.js:\d+:\d+|node_modules/;

/** The fault of an answer, or undefined. A stream is left once it has begun. */
const tryRequest = (collector: Collector, agent: Agent, odd: Odd): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { method, path, headers, body } = odd;
    const told = `${method} ${path.slice(0, 300)} ${(body ?? '').slice(0, 300)}`;
    const sent = request(
      { host: '127.0.0.1', port: collector.port, method, path, headers, agent },
      (answer) => {
        const { statusCode = 0 } = answer;
        let text = '';
        const end = () => {
          const isFault = (statusCode >= 500 && statusCode !== 503) || STACK.test(text);
          resolve(isFault ? `${told}\n→ ${statusCode} ${text.slice(0, 300)}` : undefined);
        };
        if (/event-stream/.test(answer.headers['content-type'] ?? '')) {
          end();
          sent.destroy();
          return;
        }
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          if (text.length < 10_000) text += chunk;
        });
        answer.on('end', end);
        answer.on('error', end);
      },
    );
    sent.setTimeout(PATIENCE_MS, async () => {
      sent.destroy();
      const { took } = await send(collector, '/healthz');
      resolve(`${told}\n→ no answer in ${PATIENCE_MS} ms; /healthz answered in ${took} ms`);
    });
    // A collector may close a connection over what is no HTTP; whether it lives is asked at the end.
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });

it(`no fault in ${REQUESTS} odd requests over every route, and memory stays (seed ${SEED})`, async () => {
  const collector = await startCollector();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    await collector.site('other');
    const make = async (scope: string, sites: string[] | null) =>
      (
        await collector.ask<{ token: string }>('POST', '/api/tokens', {
          ...{ name: `odd ${scope}`, scope, sites },
        })
      ).token;
    const tokens = [
      collector.token,
      await make('metrics', null),
      await make('read', null),
      await make('write', null),
      await make('admin', ['other']),
    ];
    // Those that are known to be right are not held up by the guesses among the requests.
    for (const token of tokens) await send(collector, '/api/sites', { token });
    // Whoever has reports built anew, or a hundred thousand hits made up, all the time waits for that all the time: it is
    // done at each look.
    const known = (await readRoutes(collector)).filter(
      (route) => !/^POST \/api\/(rebuild|.*\/history)$/.test(route),
    );
    const routes = [...known, ...OTHERS];
    expect(routes.length).toBeGreaterThan(60);

    const faults: string[] = [];
    const memory: number[] = [];
    for (let look = 0; look < LOOKS; look++) {
      let left = Math.ceil(REQUESTS / LOOKS);
      const work = async () => {
        while (left-- > 0) {
          const fault = await tryRequest(collector, agent, odd.request(routes, tokens));
          if (fault) faults.push(fault);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      memory.push(await readMemory(collector));
      if (REQUESTS >= PLATEAU_REQUESTS)
        console.log(`${((look + 1) * REQUESTS) / LOOKS} requests: ${memory.at(-1)} bytes`);
      const admin = { method: 'POST', token: collector.token };
      await send(collector, '/api/rebuild', admin);
      if (look === 0) await send(collector, '/api/sites/demo/history?add=1', admin);
      // Somebody who may remove sites does.
      for (const key of ['demo', 'other'])
        await send(collector, '/api/sites', { body: { key }, token: collector.token });
    }
    expect(faults.slice(0, 10), collector.output().slice(-5000)).toEqual([]);
    expect(Math.max(...memory), memory.join()).toBeLessThan(MEMORY_BYTES);
    const before = Math.max(...memory.slice(-6, -3));
    if (REQUESTS >= PLATEAU_REQUESTS)
      expect(Math.max(...memory.slice(-3)), memory.join()).toBeLessThan(before + PLATEAU_BYTES);

    await collector.site('after');
    const { headers } = await send(collector, '/e?_k=after&_p=still-here&_n=A');
    expect(headers.get('x-rejected')).toBeNull();
    expect((await collector.person('after', 'still-here')).events).toBe(1);
  } finally {
    agent.destroy();
    await collector.stop();
  }
}, 1_800_000);
