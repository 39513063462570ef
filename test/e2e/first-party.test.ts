import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../support/browsers.mjs';
import { type Collector, startCollector } from './support/collector.js';
import { type Front, HOST, SERVER_NAMES, startFront } from './support/front.js';
import { type Browser, launch } from './support/launch.js';
import { until } from './support/patience.js';
import { push } from './support/site.js';
import { namesOf } from './support/tracked.js';

const run = promisify(execFile);
const ID = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=';

let collector: Collector;
let browser: Browser;
beforeAll(async () => {
  collector = await startCollector({ env: { KMQ_TRUST_PROXY: 'loopback' } });
  browser = await launch('chromium');
});
afterAll(async () => {
  await browser?.close();
  await collector?.stop();
});

interface Seen {
  request: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Stands where the collector would, and notes what comes through. */
const startListener = async () => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ request: `${request.method} ${request.url}`, headers: request.headers, body });
    response.setHeader('set-cookie', 'km_ai=x; Path=/');
    response.setHeader('cache-control', 'private, no-store');
    response.end('answer');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen,
    port: (server.address() as { port: number }).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** Asks for a path as it stands, dots and all, under the site's host: `fetch` does neither. */
const send = async (
  port: number,
  path: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: object; body?: string },
) => {
  const asked = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: { host: HOST, ...headers },
  });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part);
  return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts) };
};

/** The site's snippet, as its owner copies it from the app. */
const readSnippet = async (key: string, address: string): Promise<string> => {
  await collector.site(key);
  const { install } = await collector.ask<{ install: { snippet: string } }>(
    'PATCH',
    `/api/sites/${key}`,
    { address, names: [`${key}.js`], client: { renewalFile: `${key}-r.js` } },
  );
  return install.snippet;
};

/** The first hit of a name that the live view of a site is told. */
const watchLive = async (key: string) => {
  const controller = new AbortController();
  const answer = await fetch(`${collector.url}/api/sites/${key}/live`, {
    headers: { authorization: `Bearer ${collector.token}` },
    signal: controller.signal,
  });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    has: async (name: string) => {
      while (!text.includes(name)) {
        const { value, done } = await reader.read();
        if (done) return false;
        text += value;
      }
      return true;
    },
    stop: () => controller.abort(),
  };
};

describe.each(SERVER_NAMES)('behind %s', (name) => {
  describe('what comes through', () => {
    let listener: Awaited<ReturnType<typeof startListener>>;
    let front: Front;
    beforeAll(async () => {
      listener = await startListener();
      front = await startFront(name, listener.port);
    });
    afterAll(async () => {
      await front?.close();
      listener?.close();
    });
    const ask = (path: string, words: Parameters<typeof send>[2] = {}) => {
      listener.seen.length = 0;
      return send(front.port, path, words);
    };

    it.each([
      ['POST', '/t/?_k=shop&_s=1', 'POST /?_k=shop&_s=1'],
      [
        'GET',
        '/t/e?_k=shop&_n=Signed%20Up&_p=a%40b.example',
        'GET /e?_k=shop&_n=Signed%20Up&_p=a%40b.example',
      ],
      ['POST', '/t/s?_k=shop', 'POST /s?_k=shop'],
      ['HEAD', '/t/a?_k=shop', 'HEAD /a?_k=shop'],
      ['GET', '/t/i.js?_cd=shop.test', 'GET /i.js?_cd=shop.test'],
      ['GET', '/t/app.js', 'GET /app.js'],
      ['GET', '/t/shop.0123456789abcdef.js', 'GET /shop.0123456789abcdef.js'],
    ])('%s %s', async (method, path, expected) => {
      const answer = await ask(path, { method, body: method === 'POST' ? 'e?_n=A' : '' });
      expect(answer.status).toBe(200);
      expect(listener.seen).toMatchObject([
        { request: expected, body: method === 'POST' ? 'e?_n=A' : '' },
      ]);
    });

    it.each([
      '/t/',
      '/t/app/',
      '/t/app/assets/index.js',
      '/t/api/sites',
      '/t/metrics',
      '/t/healthz',
      '/t/login/x',
      '/t/.hidden.js',
      '/t/e/x',
      '/t/%2e%2e/api/sites',
      '/t/../api/sites',
      '/t/..%2fapi/sites',
      '/t//api/sites',
      '/t/api/x.js',
      '/t/e%2f..%2fapi',
    ])('never GET %s', async (path) => {
      expect([400, 404]).toContain((await ask(path)).status);
      expect(listener.seen).toEqual([]);
    });

    it('brings the one cookie, the host and the scheme, and nobody’s address', async () => {
      const answer = await ask('/t/i.js?_cd=shop.test', {
        headers: {
          cookie: `session=secret; km_ai=${ID}; km_ni=ada; not_km_ai=x`,
          authorization: 'Basic c2VjcmV0',
          referer: 'http://shop.test/private',
          'x-forwarded-for': '203.0.113.7',
          'x-forwarded-host': 'evil.example',
          'x-real-ip': '203.0.113.7',
          'user-agent': 'Browser',
          'sec-gpc': '1',
        },
      });
      const [{ headers } = { headers: {} }] = listener.seen as Seen[];
      expect(headers).toMatchObject({
        cookie: `km_ai=${ID}`,
        'x-forwarded-proto': 'http',
        'user-agent': 'Browser',
        'sec-gpc': '1',
        host: HOST,
      });
      expect(JSON.stringify(headers)).not.toMatch(/secret|private|203\.0|evil|c2VjcmV0|ada/);
      expect(answer.headers).toMatchObject({
        'set-cookie': ['km_ai=x; Path=/'],
        'cache-control': 'private, no-store',
      });
    });

    it('brings no cookie where there is none of ours', async () => {
      await ask('/t/i.js', { headers: { cookie: 'session=secret' } });
      expect(listener.seen[0]?.headers.cookie ?? '').toMatch(/^(km_ai=)?$/);
    });
  });

  describe('a site that is tracked', () => {
    let front: Front;
    beforeAll(async () => {
      front = await startFront(name, collector.port);
    });
    afterAll(() => front?.close());

    it('has script, hits and cookies on its own host, and asks nobody else', async () => {
      const key = `site-${name}`;
      const snippet = await readSnippet(key, `${front.url}/t/`);
      front.add(
        'index.html',
        `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">${snippet}</head>
        <body><a id="next" href="/next.html">Next</a></body></html>`,
      );
      front.add('next.html', '<!doctype html><title>Next</title><link rel="icon" href="data:,">');
      const live = await watchLive(key);
      const profile = await browser.profile();
      const page = await profile.open(`${front.url}/`);
      await page.until(() => 'KM' in window);
      await push(page, ['record', 'Signed Up', { Plan: 'Pro' }], ['identify', 'ada@example.com']);
      expect(await live.has('Signed Up')).toBe(true);
      live.stop();

      // Recorded and left in one task: what goes by a beacon comes through, too.
      await page.evaluate(() => {
        (window as never as { _kmq: unknown[] })._kmq.push(['record', 'Left']);
        document.getElementById('next')!.click();
      });
      await page.until(() => document.title === 'Next');
      const hits = await until('both events', async () => {
        const all = await collector.export(key);
        return namesOf(all).length === 2 && all;
      });
      expect(namesOf(hits)).toEqual(['Signed Up', 'Left']);
      const person = await collector.person(key, 'ada@example.com');
      expect(person.identities.map(({ kind }) => kind).sort()).toEqual(['anonymous', 'named']);

      // The anonymous identity was written again by the server, once.
      const requests = await page.requests();
      expect(
        requests
          .filter((address) => new URL(address).host !== new URL(front.url).host)
          .filter((address) => !address.startsWith('data:')),
      ).toEqual([]);
      expect(requests.filter((address) => address.includes('_cd='))).toEqual([
        `${front.url}/t/${key}-r.js?_cd=${HOST}`,
      ]);
      expect(await page.problems()).toEqual([]);
      await profile.close();
    });

    const ask = (file: string, headers: object = {}) => send(front.port, `/t/${file}`, { headers });

    it('keeps scripts as the collector says, and never a renewal', async () => {
      const key = `kept-${name}`;
      await readSnippet(key, '/t/');
      const first = await ask(`${key}.js`, { 'accept-encoding': 'gzip, br' });
      expect(first.headers).toMatchObject({
        'cache-control': 'public, max-age=300',
        'content-encoding': 'br',
        vary: 'Accept-Encoding',
      });
      expect(first.headers['set-cookie']).toBeUndefined();
      expect(brotliDecompressSync(first.body).toString()).toContain(`"key":"${key}"`);
      const plain = await ask(`${key}.js`);
      const { etag = '' } = plain.headers;
      expect((await ask(`${key}.js`, { 'if-none-match': etag })).status).toBe(304);

      const versioned = await ask(`${key}.${etag.slice(1, -1)}.js`);
      expect(versioned.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(versioned.body.equals(plain.body)).toBe(true);

      for (const id of [ID, ID.replace('AA', 'BB')]) {
        const { headers } = await ask(`i.js?_cd=${HOST}`, { cookie: `km_ai=${id}; other=1` });
        expect(headers).toMatchObject({
          'set-cookie': [`km_ai=${id}; Max-Age=34560000; Path=/; Domain=${HOST}; SameSite=Lax`],
          'cache-control': 'private, no-store',
        });
      }
      expect((await ask('i.js?_cd=')).headers['set-cookie']).toBeUndefined();
    });

    it('renews a cookie for TLS alone where the site has TLS', async () => {
      const secure = await startFront(name, collector.port, { tls: true });
      try {
        const { stdout } = await run(PROGRAMS.curl.path, [
          ...['--silent', '--show-error', '--head', '--request', 'GET', '--insecure'],
          ...['--resolve', `${HOST}:${secure.port}:127.0.0.1`, '--cookie', `km_ai=${ID}`],
          `https://${HOST}:${secure.port}/t/i.js?_cd=${HOST}`,
        ]);
        expect(stdout).toMatch(/^set-cookie: km_ai=\S+ .*; Secure\r$/im);
      } finally {
        await secure.close();
      }
    });
  });
});
