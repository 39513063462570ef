import { describe, expect, it } from 'vitest';
import { formatFindHref, formatHref, parseRoute } from '../../web/routes.js';

describe('addresses of the app', () => {
  it.each([
    ['/app/', { site: '', page: '', rest: [] }],
    ['/app/demo', { site: 'demo', page: '', rest: [] }],
    ['/app/demo/live', { site: 'demo', page: 'live', rest: [] }],
    ['/app/demo/people/7f3a', { site: 'demo', page: 'people', rest: ['7f3a'] }],
    ['/app/demo/people/a%2Fb', { site: 'demo', page: 'people', rest: ['a/b'] }],
    ['/app/demo/people/50%', { site: 'demo', page: 'people', rest: ['50%'] }],
  ])('%s', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });

  it('come back as they went', () => {
    const { site, page, rest } = parseRoute(formatHref('my-site', 'people', 'a/b c'));
    expect([site, page, rest]).toEqual(['my-site', 'people', ['a/b c']]);
  });

  it('carry an identity with + and / unharmed', () => {
    const href = formatFindHref('demo', 'a+b/c=');
    expect(new URL(href, 'http://x').searchParams.get('identity')).toBe('a+b/c=');
  });
});
