import { describe, expect, it } from 'vitest';
import type { IdentityLink } from '../../../../web/api/types.js';
import { foldLinks } from '../../../../web/screens/person/fold-links.js';

const link = (id: string, part: Partial<IdentityLink> = {}): IdentityLink => ({
  id,
  a: 'jane@example.com',
  b: 'visitor',
  source: 'i',
  time: `2025-03-04T12:00:0${id}Z`,
  state: 'joined',
  proven: true,
  ...part,
});

const draw = (links: IdentityLink[]) => foldLinks(links).map(({ id, times }) => `${id}×${times}`);

describe('the links of a person', () => {
  it('fold when they say the same, in either direction, and keep the first time', () => {
    const links = [link('1'), link('2', { a: 'visitor', b: 'jane@example.com' }), link('3')];
    expect(draw(links)).toEqual(['1×3']);
    expect(foldLinks(links)[0]?.time).toBe('2025-03-04T12:00:01Z');
  });

  it.each([
    ['another identity', { b: 'tablet' }],
    ['another source', { source: 'f' }],
    ['another fate', { state: 'refused' }],
    ['another word on who sent it', { proven: false }],
  ] as const)('stay apart with %s', (_fact, part) => {
    expect(draw([link('1'), link('2', part)])).toEqual(['1×1', '2×1']);
  });
});
