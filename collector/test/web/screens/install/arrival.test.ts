import { describe, expect, it } from 'vitest';
import type { LiveHit } from '../../../../web/api/types.js';
import { formatArrival } from '../../../../web/screens/install/arrival.js';

const hit = (part: Partial<LiveHit>): LiveHit => ({
  time: '2025-03-04T12:00:00Z',
  kind: 'event',
  identity: 'ada@example.com',
  properties: {},
  ...part,
});

describe('what has arrived', () => {
  it.each<[Partial<LiveHit>, string]>([
    [{ name: 'Signed Up' }, 'The event “Signed Up”'],
    [{ kind: 'set', properties: { Plan: 'Pro' } }, 'The property “Plan”'],
    [{ kind: 'set', properties: { Plan: 'Pro', Name: 'Ada' } }, '2 properties'],
    [
      { kind: 'alias', name: 'ada@work.example' },
      'A link (ada@example.com and ada@work.example are one person)',
    ],
  ])('%o is %s', (part, words) => {
    expect(formatArrival(hit(part))).toBe(words);
  });
});
