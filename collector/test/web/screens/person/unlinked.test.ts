import { describe, expect, it } from 'vitest';
import type { IdentityLink } from '../../../../web/api/types.js';
import { formatUnlinked } from '../../../../web/screens/person/unlinked.js';

const link = (a: string, b: string): IdentityLink => ({
  id: '1',
  a,
  b,
  source: 'i',
  time: '2025-03-04T12:00:00Z',
  state: 'joined',
  proven: true,
});

describe('after a link is taken away', () => {
  it('the two are two people', () => {
    expect(formatUnlinked('ada', 'jane', { onePerson: false, through: [] })).toBe(
      'ada and jane are two people now.',
    );
  });

  it('or still one, and the links that make them one are named', () => {
    const through = [link('ada', 'tablet'), link('tablet', 'jane')];
    expect(formatUnlinked('ada', 'jane', { onePerson: true, through })).toMatch(
      /still one person through ada = tablet, tablet = jane/,
    );
  });
});
