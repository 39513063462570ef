/** mulberry32: numbers in [0, 1), the same ones for the same seed. */
const createRandom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

const TEXTS = [
  ...['', ' ', '0', '-1', '1e999', 'NaN', 'null', 'true', '2026-11-01', '2026-11-01T00:00:00Z'],
  ...['demo', 'other', '__proto__', 'constructor', 'toString', '../../etc/passwd', '%00', '\u0000'],
  ...["'; DROP TABLE hits; --", '"', '\\', '<script>', '=1+1', 'é', '😀', '\ud800', '٣', '*'],
  ...['(other)', '(not set)', 'x'.repeat(300), 'x'.repeat(5000), 'a,b,c', '[object Object]'],
  ...['day', 'week', 'month', 'csv', 'json', 'events', 'A', 'ada'],
];
const WORDS = [
  ...['key', 'name', 'scope', 'sites', 'expires', 'token', 'identity', 'identities', 'a', 'b'],
  ...['event', 'events', 'steps', 'from', 'to', 'by', 'pick', 'segment', 'population', 'compare'],
  ...[
    'did',
    'all',
    'any',
    'not',
    'property',
    'is',
    'cohortBy',
    'period',
    'window',
    'cursor',
    'limit',
  ],
  ...['q', 'sort', 'format', 'recent', 'days', 'dryRun', 'add', 'ids', 'date', 'text', 'timeZone'],
  ...['allowedOrigins', 'internalAddresses', 'client', 'retentionDays', '__proto__', 'constructor'],
];

/** As a part of an address; half a character becomes one that says so. */
const encodeText = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

/** Deep, long or broken: what a parser may stumble over. */
const BODIES = [
  '',
  '{',
  '[]',
  'null',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"all":['.repeat(1000)}${']}'.repeat(1000)}`,
  `{"name":"${'x'.repeat(200_000)}"}`,
  '\u0000',
  '{"__proto__":{"scope":"admin"}}',
  'e?_p=ada&_n=A\na?_p=ada&_n=bob\ns?_p=ada&Plan=Pro',
];

/** A request that HTTP clients can send. */
export interface Odd {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

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

/** Requests at random, the same ones for the same seed. */
export const createOddRequests = (seed: number) => {
  const random = createRandom(seed);
  const pick = <Each>(choices: readonly Each[]): Each =>
    choices[Math.floor(random() * choices.length)]!;
  const some = (choices: readonly string[], most: number): string[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(choices));

  /** Any value that JSON has, not too deep. */
  const makeValue = (depth = 0): unknown => {
    const kind = random();
    if (depth > 4 || kind < 0.35) return pick(TEXTS);
    if (kind < 0.5) return pick([0, -1, 1.5, 1e308, 2 ** 53, true, false, null]);
    if (kind < 0.7)
      return Array.from({ length: Math.floor(random() * 6) }, () => makeValue(depth + 1));
    const names = Array.from({ length: Math.floor(random() * 7) }, () => pick(WORDS));
    return Object.fromEntries(names.map((name) => [name, makeValue(depth + 1)]));
  };

  const makeQuery = (): string =>
    Array.from(
      { length: Math.floor(random() * 4) },
      () => `${pick(WORDS)}=${encodeText(pick(TEXTS))}`,
    ).join('&');

  /** A request to one of these routes, `GET /api/sites/{key}`, with one of these tokens. */
  const request = (routes: readonly string[], tokens: readonly string[]): Odd => {
    const [method = '', route = ''] = pick(routes).split(' ');
    const path = route
      .replace('{key}', () => (random() < 0.7 ? 'demo' : pick(['other', 'nobody', '%00', '..'])))
      .replace(/\{\w+\}/g, () => encodeText(pick(TEXTS)));
    const token = random() < 0.8 ? pick(tokens) : pick(['', 'guess', 'x'.repeat(2000)]);
    const takesBody = !/^(GET|HEAD)$/.test(method);
    return {
      method: random() < 0.95 ? method : pick(['HEAD', 'OPTIONS', 'PUT', 'TRACE', 'DELETE']),
      path: `${path}?${makeQuery()}`,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        'content-type': pick(['application/json', 'application/json', 'text/plain', 'text/csv']),
        ...(random() < 0.05 && { 'content-encoding': pick(['gzip', 'br', 'nonsense']) }),
        ...(random() < 0.1 && { origin: pick(['null', 'https://evil.example', 'x']) }),
        ...(random() < 0.1 && { cookie: 'kmq_session=x; __Host-kmq_session=y; km_ai=%' }),
      },
      body: takesBody ? (random() < 0.8 ? JSON.stringify(makeValue()) : pick(BODIES)) : undefined,
    };
  };

  const makeBody = (): Buffer => {
    const kind = random();
    if (kind < 0.3) return Buffer.alloc(0);
    if (kind < 0.5)
      return Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
    if (kind < 0.6) return Buffer.from(JSON.stringify(some(PIECES, 5)));
    const lines = Array.from(
      { length: 1 + Math.floor(random() * 30) },
      () => `${pick(['e?', 's?', 'a?', '/e?', 'x?', ''])}${some(PIECES, 6).join('&')}`,
    );
    return Buffer.from(lines.join(pick(['\n', '\r\n', '\0', '\n\n'])));
  };

  /** The bytes of a request that no HTTP client would send. */
  const bytes = (): Buffer => {
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

  return { request, bytes };
};
