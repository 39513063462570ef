/** Each fault of a security review as whoever means harm would try it, against the built collector (SECURITY.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from '../e2e/support/collector.js';
import { until } from '../e2e/support/patience.js';
import { codeOf, open, readMemory, send } from './send.js';

/** Pairs of a chain, links of a hub. */
const LINKS = 20_000;
/** A report of another site answers within this, whatever somebody sends. */
const PATIENCE_MS = 120_000;

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector?.stop());

const admin = () => ({ token: collector.token });
const count = (many: number, to: (at: number) => string): string[] =>
  Array.from({ length: many }, (_, at) => to(at));

/** Sends lines of hits to a site in bodies that it takes. */
const sendLines = async (site: string, lines: string[]): Promise<void> => {
  for (let at = 0; at < lines.length; at += 5000) {
    const body = lines.slice(at, at + 5000).join('\n');
    const answer = await send(collector, `/?_k=${site}`, { body });
    expect([answer.status, answer.text.slice(0, 80)]).toEqual([200, expect.any(String)]);
  }
};

/** Reports have read everything, and a site that nobody attacks has its numbers. */
const expectReports = async (name: string): Promise<void> => {
  await sendLines('quiet', [`e?_p=${name}&_n=A`]);
  await until(
    'reports to go on',
    async () => {
      const { status, text } = await send(collector, '/readyz');
      return status === 200 && JSON.parse(text).lagSeconds === 0;
    },
    PATIENCE_MS,
  );
  expect((await collector.person('quiet', name)).events).toBe(1);
};

describe('links stop nobody (1, 2, 3)', () => {
  beforeAll(() => collector.site('quiet'));

  it('a chain over twenty thousand pairs, from its end', async () => {
    await collector.site('chain');
    await sendLines(
      'chain',
      count(LINKS, (at) => `a?_p=c${2 * at}&_n=c${2 * at + 1}`),
    );
    await sendLines(
      'chain',
      count(LINKS - 1, (at) => `a?_p=c${2 * (LINKS - at) - 3}&_n=c${2 * (LINKS - at) - 2}`),
    );
    await expectReports('after-a-chain');
  }, 300_000);

  it.each([
    ['named first', (at: number) => `a?_p=hub&_n=h${at}`],
    ['named last', (at: number) => `a?_p=h${at}&_n=hub`],
  ])(
    'a hub of twenty thousand, %s',
    async (name, link) => {
      const site = name.replace(' ', '-');
      await collector.site(site);
      await sendLines(site, count(LINKS, link));
      await expectReports(`after-a-hub-${site}`);
    },
    300_000,
  );
});

describe('a flood holds up nobody else (3, 9)', () => {
  it('hits behind fifty thousand links of another site are soon in its reports', async () => {
    await collector.site('flood');
    await collector.site('behind');
    await sendLines(
      'flood',
      count(50_000, (at) => `a?_p=f${at}&_n=f${at + 1}`),
    );
    await sendLines('behind', ['e?_p=ada&_n=A']);
    await until('the hit behind them', async () => {
      const path = '/api/sites/behind/people/find?identity=ada';
      return (await send(collector, path, admin())).status === 200;
    });
    // After about a second's work; all of the links take seven, and still wait.
    const { lagSeconds } = JSON.parse((await send(collector, '/readyz')).text);
    expect(lagSeconds).toBeGreaterThan(0);
    const erased = await send(collector, '/api/sites/behind/people/erase?dryRun=1', {
      ...{ body: { identity: 'ada' }, ...admin() },
    });
    expect(erased.status).toBe(202);
  }, 120_000);

  it.each([
    ['quotes', `${"'".repeat(900_000)}x`],
    ['accents', `a${'\u0301'.repeat(200_000)}${'\u0316'.repeat(200_000)}`],
  ])('a batch that begins with a long row of %s is answered at once', async (_, text) => {
    const { status, took } = await send(collector, '/?_k=demo&_s=1', { body: `e?_p=${text}&_n=A` });
    expect(status).toBe(200);
    expect(took).toBeLessThan(3_000);
  });
});

describe('who is who (4, 5, 6)', () => {
  it('is not taken over by a link of a page', async () => {
    await collector.site('named');
    await sendLines('named', ['e?_p=mallory&_n=A', 'e?_p=bob&_n=Secret']);
    for (const path of ['/a?_k=named&_n=mallory&_p=bob', '/a?_k=named&_n=bob&_p=mallory'])
      await send(collector, path);
    const [mallory, bob] = [
      await collector.person('named', 'mallory'),
      await collector.person('named', 'bob'),
    ];
    expect(mallory.id).not.toBe(bob.id);
    expect(mallory.timeline.map(({ name }) => name)).not.toContain('Secret');
  });

  it('and erasing one leaves the other', async () => {
    const erase = (token: string) =>
      send(collector, '/api/sites/named/people/erase', { body: { identity: 'mallory' }, token });
    const reader = await collector.ask<{ token: string }>('POST', '/api/tokens', {
      ...{ name: 'reader', scope: 'read' },
    });
    const foreign = await collector.ask<{ token: string }>('POST', '/api/tokens', {
      ...{ name: 'of another site', scope: 'admin', sites: ['quiet'] },
    });
    expect([codeOf(await erase(reader.token)), codeOf(await erase(foreign.token))]).toEqual([
      'too_little_scope',
      'other_site',
    ]);
    expect((await erase(collector.token)).status).toBe(202);
    await until('mallory to be gone', async () => {
      const path = '/api/sites/named/people/find?identity=mallory';
      return (await send(collector, path, admin())).status === 404;
    });
    expect((await collector.person('named', 'bob')).events).toBe(1);
  }, 120_000);
});

describe('foreign pages (8)', () => {
  beforeAll(async () => {
    await collector.site('shop');
    await collector.ask('PATCH', '/api/sites/shop', { allowedOrigins: ['https://shop.example'] });
  });

  it.each([
    ['an origin', { origin: 'https://evil.example' }],
    ['a hidden origin', { origin: 'null' }],
    ['an image', { referer: 'https://evil.example/page', 'sec-fetch-site': 'cross-site' }],
    ['an image without referrer', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }],
    ['a name that begins alike', { origin: 'https://shop.example.evil.example' }],
    ['a referrer that names it', { referer: 'https://evil.example/?https://shop.example' }],
  ])('%s books no revenue', async (_, headers) => {
    const { headers: told } = await send(collector, '/e?_k=shop&_p=x&_n=Paid&Revenue=1000', {
      headers: headers as Record<string, string>,
    });
    expect(told.get('x-rejected')).toBe('foreign_origin');
  });
});

describe('what a reader may send (9)', () => {
  /** A hit is answered soon while a request is being thought about. */
  const expectHits = async (request: Promise<unknown>): Promise<void> => {
    const { took, headers } = await send(collector, '/e?_k=demo&_p=ada&_n=A');
    expect(headers.get('x-rejected')).toBeNull();
    expect(took).toBeLessThan(3_000);
    await request;
  };

  it.each([
    ['a segment of 60,000 characters', { pick: { segment: 'x'.repeat(60_000) } }],
    ['a segment of quotes', { pick: { segment: '"'.repeat(60_000) } }],
    ['an event of 60,000 characters', { events: ['y@'.repeat(30_000)] }],
    [
      'four hundred conditions',
      {
        population: {
          all: count(400, (at) => `E${at}`).map((event) => ({ did: { event } })),
        },
      },
    ],
  ])('%s is refused at once', async (_, more) => {
    const body = { event: 'A', events: ['A'], from: '2026-01-01', to: '2026-02-01', ...more };
    const asked = send(collector, '/api/sites/demo/reports/activity', { body, ...admin() });
    await expectHits(asked);
    const { status, took } = await asked;
    expect(status).toBe(400);
    expect(took).toBeLessThan(3_000);
  });

  it('live streams are limited, and the next one is told', async () => {
    const request = `GET /api/sites/demo/live HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${collector.token}\r\n\r\n`;
    const sockets = await Promise.all(
      count(60, () => request).map((each) => open(collector, each)),
    );
    const answers: string[] = [];
    try {
      for (const socket of sockets)
        socket.once('data', (bytes) => {
          const [, status = ''] = /^HTTP\/1\.1 (\d+)/.exec(String(bytes)) ?? [];
          answers.push(status);
        });
      await until('each to be answered', () => answers.length === 60);
      expect([
        answers.filter((status) => status === '200').length,
        answers.filter((status) => status === '503').length,
      ]).toEqual([50, 10]);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});

describe('connections and bodies (10)', () => {
  it('half-open connections are closed', async () => {
    const sockets = await Promise.all(
      count(300, (at) => `GET /e?_k=demo&_p=${at}`).map((begun) => open(collector, begun)),
    );
    let left = sockets.length;
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        left--;
      });
    }
    await until('them to be closed', async () => left === 0, 60_000);
  }, 90_000);

  it.each([
    ['zeros', Buffer.alloc(500_000_000)],
    ['lines', Buffer.alloc(100_000_000, 'e?_p=a&_n=A\n')],
  ])(
    'a bomb of %s is refused, and costs no memory',
    async (_, bytes) => {
      const body = new Uint8Array(gzipSync(bytes));
      const before = await readMemory(collector);
      const headers = { 'content-encoding': 'gzip' };
      const answers = await Promise.all(
        count(8, () => '').map(() => send(collector, '/?_k=demo', { body, headers })),
      );
      expect(new Set(answers.map(codeOf))).toEqual(new Set(['body_too_large']));
      expect((await readMemory(collector)) - before).toBeLessThan(150_000_000);
    },
    60_000,
  );
});

describe('reading and signing in (7, 11)', () => {
  it('guesses are refused, and who was right before goes on', async () => {
    await send(collector, '/api/sites', admin());
    const answers = [];
    for (let at = 0; at < 25; at++)
      answers.push((await send(collector, '/api/sites', { token: `guess-${at}` })).status);
    expect(answers.slice(-5)).toEqual([429, 429, 429, 429, 429]);
    expect((await send(collector, '/api/sites', admin())).status).toBe(200);
  });

  it('a foreign page signs nobody in', async () => {
    const { status, headers } = await send(collector, '/api/session', {
      body: { token: collector.token },
      headers: { origin: 'https://evil.example' },
    });
    expect([status, headers.get('set-cookie')]).toEqual([403, null]);
  });

  it('a cell of a CSV runs nothing', async () => {
    await collector.site('sheet');
    const formulas = ['=1+1', '+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1'];
    await sendLines(
      'sheet',
      formulas.map((text) => `e?_p=${encodeURIComponent(`${text} ada`)}&_n=A`),
    );
    await collector.people('sheet');
    const { text } = await send(collector, '/api/sites/sheet/people?format=csv', admin());
    const cells = text.split(/[\n,]/).map((cell) => cell.replace(/^"/, ''));
    expect(cells.filter((cell) => /^[=+\-@\t\r]./.test(cell))).toEqual([]);
  });

  it('every answer says what it is, and no page stands in a frame', async () => {
    for (const path of [
      '/',
      '/e?_k=demo',
      '/demo.2.js',
      '/app/',
      '/docs/',
      '/nothing',
      '/api/sites',
    ])
      expect([path, (await send(collector, path)).headers.get('x-content-type-options')]).toEqual([
        path,
        'nosniff',
      ]);
    const { headers } = await send(collector, '/app/');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toMatch(
      /frame-ancestors 'none';require-trusted-types-for 'script';trusted-types 'none'/,
    );
  });

  it('no secret is in the environment of the processes beside it, nor in what it prints in production', async () => {
    const production = await startCollector({
      env: {
        KMQ_PUBLIC_URL: 'https://k.example.com',
        KMQ_TRUST_PROXY: 'true',
        AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-cloud',
      },
    });
    try {
      const beside = readdirSync('/proc').filter((name) => {
        try {
          const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
          return command.includes(production.folder) && command.includes('worker.js');
        } catch {
          // No process, or one that has ended.
          return false;
        }
      });
      expect(beside).toHaveLength(1);
      const environment = readFileSync(`/proc/${beside[0]}/environ`, 'utf8');
      expect(environment).not.toMatch(/KMQ_|SECRET/);
      expect(production.output()).toContain('KMQ_TRUST_PROXY=true trusts');
      expect(production.output()).not.toMatch(/\/login\/|Admin token/);
    } finally {
      await production.stop();
    }
  });
});

it('and after all of it hits are taken and reports right', async () => {
  await expectReports('the-last-one');
}, 180_000);
