import { describe, expect, it } from 'vitest';
import type { LiveHit } from '../../../../web/api/types.js';
import { createAcquaintances } from '../../../../web/screens/live/acquaintances.js';
import { formatVisitorName } from '../../../../web/text/person-name.js';

const FIRST = '2oPnc4dcQ8VJZAjAdNJbnWSbKkE=';
const SECOND = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=';

const alias = (identity: string, other: string): LiveHit => ({
  seq: 1,
  time: '',
  received: '',
  kind: 'alias',
  identity,
  name: other,
  properties: {},
});

const set = (identity: string, properties: Record<string, string>): LiveHit => ({
  ...alias(identity, ''),
  kind: 'set',
  properties,
});

describe('what the stream tells about identities', () => {
  it('calls a stranger a visitor and a named identity by itself', () => {
    const { call } = createAcquaintances();
    expect(call(FIRST)).toEqual({ name: formatVisitorName(FIRST), merged: false });
    expect(call('jane@example.com')).toEqual({ name: 'jane@example.com', merged: false });
  });

  it.each([[alias(FIRST, 'jane@example.com')], [alias('jane@example.com', FIRST)]])(
    'shows a merge the moment it happens, whichever side comes first',
    (hit) => {
      const { call, meet } = createAcquaintances();
      meet(hit);
      expect(call(FIRST)).toEqual({ name: 'jane@example.com', merged: true });
      expect(call('jane@example.com').merged).toBe(false);
    },
  );

  it('calls merged visitors by the name that is set later', () => {
    const { call, meet } = createAcquaintances();
    meet(alias(FIRST, 'jane@example.com'));
    meet(alias(SECOND, 'jane@example.com'));
    meet(set('jane@example.com', { Name: 'Jane' }));
    expect([call(FIRST).name, call(SECOND).name]).toEqual(['Jane', 'Jane']);
  });

  it('keeps an anonymous identity with its first person (S9)', () => {
    const { call, meet } = createAcquaintances();
    meet(alias(FIRST, 'jane@example.com'));
    meet(alias(FIRST, 'joe@example.com'));
    expect(call(FIRST).name).toBe('jane@example.com');
  });

  it('does not take two names for one person', () => {
    const { call, meet } = createAcquaintances();
    meet(alias('joe@example.com', 'jane@example.com'));
    expect(call('joe@example.com')).toEqual({ name: 'joe@example.com', merged: false });
  });
});
