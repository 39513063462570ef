import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../support/engine.js';
import { toLog, toRecord } from '../../support/records.js';

describe.each(ENGINES)('on $name', ({ loadEngine }) => {
  const A = Buffer.alloc(20, 1).toString('base64');
  const B = Buffer.alloc(20, 2).toString('base64');

  describe('a person with two browsers, anonymous first in both', () => {
    const log = toLog([
      toRecord('e', { _p: A, _n: 'Visited Site', URL: '/' }, 0),
      toRecord('s', { _p: A, Plan: 'Free' }, 1),
      toRecord('e', { _p: B, _n: 'Viewed Pricing' }, 1000),
      toRecord('a', { _n: 'Ada@example.com', _p: A, _y: 'i' }, 2000),
      toRecord(
        'e',
        { _p: 'Ada@example.com', _n: 'Signed Up', Plan: 'Pro', Revenue: '49.99' },
        3000,
      ),
      toRecord('a', { _n: 'ada@example.com', _p: B, _y: 'i' }, 4000),
      toRecord('s', { _p: 'ada@example.com', Plan: 'Pro' }, 4001),
      toRecord('e', { _p: B, _n: 'Canceled', Revenue: '-9.995' }, 5000),
    ]);

    it('is one person under each identity and under each public id', async () => {
      const engine = await loadEngine(log);
      const ada = (await engine.person('demo', { identity: 'ADA@example.com' }))!;
      expect(ada.identities).toEqual([
        { identity: 'ada@example.com', kind: 'named', firstSeen: '2026-11-22T10:00:02.000Z' },
        { identity: A, kind: 'anonymous', firstSeen: '2026-11-22T10:00:00.000Z' },
        { identity: B, kind: 'anonymous', firstSeen: '2026-11-22T10:00:01.000Z' },
      ]);
      expect(ada).toMatchObject({
        firstSeen: '2026-11-22T10:00:00.000Z',
        lastSeen: '2026-11-22T10:00:05.000Z',
        events: 4,
        revenue: '39.995',
        properties: { Plan: 'Pro' },
        cursor: null,
      });
      expect(ada.timeline.map(({ kind, name, identity }) => [kind, name, identity])).toEqual([
        ['event', 'Canceled', B],
        ['set', undefined, 'ada@example.com'],
        ['alias', 'ada@example.com', B],
        ['event', 'Signed Up', 'Ada@example.com'],
        ['alias', 'Ada@example.com', A],
        ['event', 'Viewed Pricing', B],
        ['set', undefined, A],
        ['event', 'Visited Site', A],
      ]);
      expect(ada.timeline.at(-1)).toEqual({
        time: '2026-11-22T10:00:00.000Z',
        kind: 'event',
        name: 'Visited Site',
        identity: A,
        properties: { URL: '/' },
      });
      expect(ada.links.map(({ a, b, source, state }) => [a, source, b, state])).toEqual([
        ['ada@example.com', 'i', A, 'joined'],
        ['ada@example.com', 'i', B, 'joined'],
      ]);
      for (const identity of [A, B, 'ada@example.com'])
        expect(await engine.person('demo', { identity })).toEqual(ada);
      expect(await engine.person('demo', { id: ada.id })).toEqual(ada);
      expect(await engine.person('other', { id: ada.id })).toBeNull();
      expect(await engine.person('demo', { identity: 'bob' })).toBeNull();
      expect(await engine.person('demo', { id: 'not an id' })).toBeNull();
      expect((await engine.people({ site: 'demo' })).people).toEqual([
        {
          id: ada.id,
          identities: ada.identities,
          firstSeen: ada.firstSeen,
          lastSeen: ada.lastSeen,
          events: ada.events,
          revenue: ada.revenue,
          properties: ada.properties,
        },
      ]);
    });
  });
});
