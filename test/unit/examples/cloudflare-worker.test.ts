import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import worker from '../../../examples/cloudflare-worker/worker.js';

const ID = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const SITE = 'https://shop.example.com';

/** What came through to where the collector would be. */
const seen: { request: string; headers: IncomingHttpHeaders; body: string }[] = [];
const collector = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  seen.push({ request: `${request.method} ${request.url}`, headers: request.headers, body });
  response.writeHead(/i\.js/.test(request.url!) ? 200 : 304, {
    'set-cookie': 'km_ai=x; Path=/; Secure',
    'cache-control': 'private, no-store',
    etag: '"1"',
  });
  response.end();
});
let COLLECTOR = '';
beforeAll(async () => {
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  COLLECTOR = `http://127.0.0.1:${(collector.address() as { port: number }).port}`;
});
afterAll(() => {
  collector.closeAllConnections();
  collector.close();
});

const ask = (path: string, init?: RequestInit) => {
  seen.length = 0;
  return worker.fetch(new Request(SITE + path, init), { COLLECTOR });
};

describe('the Cloudflare Worker', () => {
  it.each([
    ['POST', '/t/?_k=shop&_s=1', 'POST /?_k=shop&_s=1'],
    ['GET', '/t/e?_k=shop&_n=Signed%20Up', 'GET /e?_k=shop&_n=Signed%20Up'],
    ['POST', '/t/s?_k=shop', 'POST /s?_k=shop'],
    ['HEAD', '/t/a?_k=shop', 'HEAD /a?_k=shop'],
    ['GET', '/t/i.js?_cd=example.com', 'GET /i.js?_cd=example.com'],
    ['GET', '/t/shop.0123456789abcdef.js', 'GET /shop.0123456789abcdef.js'],
  ])('passes on %s %s', async (method, path, expected) => {
    const body = method === 'POST' ? 'e?_n=A\ne?_n=B' : '';
    await ask(path, { method, ...(body && { body }) });
    expect(seen).toMatchObject([{ request: expected, body }]);
  });

  it.each([
    ['GET', '/t/'],
    ['PUT', '/t/'],
    ['GET', '/t/app/'],
    ['GET', '/t/api/sites'],
    ['GET', '/t/api/x.js'],
    ['GET', '/t/metrics'],
    ['GET', '/t/.hidden.js'],
    ['GET', '/t//e'],
    ['GET', '/t/%2e%2e/e'],
    ['GET', '/t/..%2fe'],
    ['GET', '/e'],
  ])('answers 404 to %s %s', async (method, path) => {
    expect((await ask(path, { method })).status).toBe(404);
    expect(seen).toEqual([]);
  });

  it('passes on one cookie, the host and the scheme, and nobody’s address', async () => {
    await ask('/t/i.js', {
      headers: {
        cookie: `session=secret; km_ai=${ID}; km_ni=ada; not_km_ai=x`,
        authorization: 'Basic c2VjcmV0',
        referer: `${SITE}/private`,
        'cf-connecting-ip': '203.0.113.7',
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-host': 'evil.example',
        'user-agent': 'Browser',
        'sec-gpc': '1',
      },
    });
    expect(seen[0]!.headers).toMatchObject({
      cookie: `km_ai=${ID}`,
      'x-forwarded-host': 'shop.example.com',
      'x-forwarded-proto': 'https',
      'user-agent': 'Browser',
      'sec-gpc': '1',
    });
    expect(JSON.stringify(seen)).not.toMatch(/secret|private|203\.0|evil|c2VjcmV0|ada/);
  });

  it('gives the answer back as it is', async () => {
    const answer = await ask('/t/i.js');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'set-cookie': 'km_ai=x; Path=/; Secure',
      'cache-control': 'private, no-store',
      etag: '"1"',
    });
    expect((await ask('/t/app.js', { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
    expect(seen[0]!.headers['if-none-match']).toBe('"1"');
  });
});
