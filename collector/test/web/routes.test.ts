import { describe, expect, it } from 'vitest';
import { toFindHref, toHref, toRoute } from '../../web/routes.js';

describe('addresses of the app', () => {
  it.each([
    ['/app/', { site: '', room: '', rest: [] }],
    ['/app/demo', { site: 'demo', room: '', rest: [] }],
    ['/app/demo/live', { site: 'demo', room: 'live', rest: [] }],
    ['/app/demo/people/7f3a', { site: 'demo', room: 'people', rest: ['7f3a'] }],
    ['/app/demo/people/a%2Fb', { site: 'demo', room: 'people', rest: ['a/b'] }],
    ['/app/demo/people/50%', { site: 'demo', room: 'people', rest: ['50%'] }],
  ])('%s', (path, route) => {
    expect(toRoute(path)).toEqual(route);
  });

  it('come back as they went', () => {
    const { site, room, rest } = toRoute(toHref('my-site', 'people', 'a/b c'));
    expect([site, room, rest]).toEqual(['my-site', 'people', ['a/b c']]);
  });

  it('carry an identity with + and / unharmed', () => {
    const href = toFindHref('demo', 'a+b/c=');
    expect(new URL(href, 'http://x').searchParams.get('identity')).toBe('a+b/c=');
  });
});
