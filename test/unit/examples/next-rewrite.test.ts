import { describe, expect, it } from 'vitest';
import { toPassed } from '../../../examples/next-rewrite/kmq-headers.js';
import config, { KMQ_PATHS } from '../../../examples/next-rewrite/next.config.mjs';

/** A source of Next.js as the expression that its groups make of it. */
const toPattern = (source: string): RegExp =>
  new RegExp(`^${source.replace(/:(\w+)\(/g, '(?<$1>')}$`);

/** Where a path of the site goes. */
const toDestination = (path: string): string | undefined => {
  for (const { source, destination } of KMQ_PATHS) {
    const found = toPattern(source).exec(path);
    if (found) return destination.replace(/:(kind|script)$/, (_, name) => found.groups![name]!);
  }
  return undefined;
};

describe('the Next.js rewrite', () => {
  it.each([
    ['/t/', 'http://127.0.0.1:8484/'],
    ['/t/e', 'http://127.0.0.1:8484/e'],
    ['/t/i.js', 'http://127.0.0.1:8484/i.js'],
    ['/t/app.js', 'http://127.0.0.1:8484/app.js'],
    ['/t/shop.0123456789abcdef.js', 'http://127.0.0.1:8484/shop.0123456789abcdef.js'],
    ['/t/app/', undefined],
    ['/t/api/sites', undefined],
    ['/t/api/x.js', undefined],
    ['/t/.hidden.js', undefined],
    ['/t/metrics', undefined],
    ['/t/%2e%2e/e', undefined],
    ['/e', undefined],
  ])('%s → %s', (path, destination) => {
    expect(toDestination(path)).toBe(destination);
  });

  it('goes before the pages of the site, and leaves the slash of the batches alone', async () => {
    expect((await config.rewrites()).beforeFiles).toBe(KMQ_PATHS);
    expect(config.skipTrailingSlashRedirect).toBe(true);
  });

  it('passes on one cookie and nobody’s address', () => {
    const headers = new Headers({
      cookie: 'session=secret; km_ai=AAA=; km_ni=ada; not_km_ai=x',
      authorization: 'Basic c2VjcmV0',
      'x-forwarded-for': '203.0.113.7',
      'content-type': 'text/plain',
      'sec-gpc': '1',
    });
    expect(Object.fromEntries(toPassed(headers))).toEqual({
      cookie: 'km_ai=AAA=',
      'content-type': 'text/plain',
      'sec-gpc': '1',
    });
    expect([...toPassed(new Headers({ cookie: 'session=secret' }))]).toEqual([]);
  });
});
