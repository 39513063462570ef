import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startCollector } from './support/collector.js';

/** `npm run prove:collector` asks for more. */
const REQUESTS = Number(process.env.TEST_FUZZ_REQUESTS ?? 400);
const AT_ONCE = 20;
const SEED = Number(process.env.TEST_FUZZ_SEED ?? 20_261_122);
/** What may be there at the start and what ten thousand requests may leave behind, in bytes. */
const MEMORY_BYTES = 300_000_000;
const PATIENCE_MS = 5_000;

/** mulberry32: the same numbers for the same seed. */
const createRandom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const random = createRandom(SEED);
const pick = <Each>(choices: readonly Each[]): Each =>
  choices[Math.floor(random() * choices.length)]!;

const PIECES = [
  '_k=demo',
  '_k=',
  '_k=nobody',
  '_p=ada',
  '_p=',
  '_n=A',
  '_n=',
  '_t=1e999',
  '_t=-1',
  '_t=NaN',
  '_t=1795348800',
  '_d=1',
  '_i=x',
  '_y=i',
  '_s=0',
  '_x=page-0001:3',
  '_x=:::',
  '__proto__=x',
  'constructor=y',
  'Revenue=1e400',
  'a[b]=c',
  '%',
  '%zz',
  '%00',
  '%ff%fe',
  '\u00e9',
  '=',
  '&&',
  ';',
  '+',
  `Long=${'x'.repeat(3000)}`,
  '_p=%F0%9F%98%80',
];
const PATHS = [
  '/',
  '/e',
  '/s',
  '/a',
  '//e',
  '/e/',
  '/i.js',
  '/demo.2.js',
  '/kmq.js',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/x.js',
  '/demo.2.js/..',
  '/app/',
  '/app/../x',
  '/api/sites',
  '/api/sites/demo/people',
  '/api/sites/%00',
  '/login/x',
  '/healthz',
  '/readyz',
  '/metrics',
  '/x'.repeat(200),
  '*',
  '/api/sites/demo/export.jsonl',
];
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'BREW',
  'get',
];
const HEADERS = [
  'content-type: text/plain',
  'content-type: application/json',
  'content-type: ;;;',
  'origin: null',
  'origin: https://x',
  'cookie: kmq_session=x',
  'cookie: km_ai=%; km_ai=a',
  'authorization: Bearer x',
  'authorization: Bearer token-of-all-the-tests',
  'accept-encoding: br;q=0, gzip;q=x',
  'x-forwarded-for: <script>',
  'if-none-match: "x"',
  'range: bytes=0-',
  'expect: 100-continue',
  `x-long: ${'y'.repeat(2000)}`,
  'user-agent: \u00ff\u0001',
  'transfer-encoding: gzip',
  'upgrade: websocket',
];

const some = (choices: readonly string[], most: number): string[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(choices));

const makeBody = (): Buffer => {
  const kind = random();
  if (kind < 0.3) return Buffer.alloc(0);
  if (kind < 0.5) return Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
  if (kind < 0.6) return Buffer.from(JSON.stringify(some(PIECES, 5)));
  const lines = Array.from(
    { length: 1 + Math.floor(random() * 30) },
    () => `${pick(['e?', 's?', 'a?', '/e?', 'x?', ''])}${some(PIECES, 6).join('&')}`,
  );
  return Buffer.from(lines.join(pick(['\n', '\r\n', '\0', '\n\n'])));
};

const makeRequest = (): Buffer => {
  const body = makeBody();
  const query = some(PIECES, 8).join('&');
  const length = random() < 0.9 ? body.length : Math.floor(random() * 1e7);
  return Buffer.concat([
    Buffer.from(
      [
        `${pick(METHODS)} ${pick(PATHS)}${query && '?'}${query} HTTP/1.1`,
        `host: ${pick(['127.0.0.1', 'localhost', 'evil.example', '', '[::1]'])}`,
        ...some(HEADERS, 5),
        `content-length: ${length}`,
        'connection: close',
        '',
        '',
      ].join('\r\n'),
      'latin1',
    ),
    body,
  ]);
};

/** Sends bytes, and hangs up; the status, or 0 where the connection was just closed. */
const send = (port: number, bytes: Buffer): Promise<{ status: number; text: string }> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text });
    };
    // A body that is shorter than it says is waited for; a sender that goes away is nobody's mistake.
    const timer = setTimeout(end, bytes.length > 0 ? PATIENCE_MS / 10 : 0);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('end', end);
    socket.on('error', end);
    socket.write(bytes);
  });

/** A stack trace or a path of the server. */
const TELLS_TOO_MUCH = /\n\s+at |node:internal|\.js:\d+:\d+|node_modules/;

it(`no request of ${REQUESTS} is answered by a fault, whatever is in it (seed ${SEED})`, async () => {
  const collector = await startCollector();
  try {
    const requests = Array.from({ length: REQUESTS }, makeRequest);
    const faults: string[] = [];
    const work = async () => {
      for (let bytes = requests.pop(); bytes; bytes = requests.pop()) {
        const { status, text } = await send(collector.port, bytes);
        // 503 says that reports are not ready or that a site is too fast; anything else of the kind is a fault.
        const isFault = status >= 500 && status !== 503;
        if (isFault || TELLS_TOO_MUCH.test(text.split('\r\n\r\n')[1] ?? ''))
          faults.push(`${bytes.toString('latin1').slice(0, 500)}\n→ ${text.slice(0, 500)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(faults).toEqual([]);

    const answer = await fetch(`${collector.url}/e?_k=demo&_p=still-here&_n=A`);
    expect([answer.status, answer.headers.get('x-rejected')]).toEqual([200, null]);
    expect((await collector.person('demo', 'still-here')).events).toBe(1);
    const headers = { authorization: `Bearer ${collector.token}` };
    const metrics = await (await fetch(`${collector.url}/metrics`, { headers })).text();
    expect(Number(/^kmq_memory_bytes (\S+)/m.exec(metrics)?.[1])).toBeLessThan(MEMORY_BYTES);
  } finally {
    await collector.stop();
  }
}, 600_000);
