import { describe, expect, it } from 'vitest';
import type { IdentityLink } from '../../../../web/api/types.js';
import { findReasons } from '../../../../web/screens/person/reasons.js';

const link = (a: string, b: string, part: Partial<IdentityLink> = {}): IdentityLink => ({
  ...{ id: `${a}-${b}`, a, b, source: 'i', time: '2026-11-01T00:00:00Z' },
  ...{ state: 'joined', proven: false, ...part },
});

const draw = (asked: string, identities: string[], links: IdentityLink[]) =>
  findReasons(asked, identities, links).map(({ identity, other }) => [identity, other ?? '-']);

describe('why identities are one person', () => {
  it('each is told with the one nearer to the first', () => {
    const links = [link('tablet', 'phone'), link('phone', 'jane'), link('jane', 'laptop')];
    expect(draw('jane', ['tablet', 'phone', 'laptop', 'jane'], links)).toEqual([
      ['jane', '-'],
      ['phone', 'jane'],
      ['laptop', 'jane'],
      ['tablet', 'phone'],
    ]);
  });

  it('one in another spelling begins with the first of all', () =>
    expect(draw('JANE', ['jane', 'phone'], [link('jane', 'phone')])).toEqual([
      ['jane', '-'],
      ['phone', 'jane'],
    ]));

  it('links that do not count give no reason, nor do those with others', () => {
    const links = [link('jane', 'phone', { state: 'held' }), link('jane', 'bob')];
    expect(draw('jane', ['jane', 'phone'], links)).toEqual([
      ['jane', '-'],
      ['phone', '-'],
    ]);
  });

  it('nobody has none', () => expect(findReasons('jane', [], [])).toEqual([]));
});
