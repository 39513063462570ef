import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/ingest/log/log.js';
import { ENGINES, waitUntilLoaded } from '../../support/engine.js';
import { readFrom, T0, toLog, toRecord } from '../../support/records.js';

describe.each(ENGINES)('on $name', ({ openEngine }) => {
  const X = Buffer.alloc(20, 1).toString('base64');

  const link = (_n: string, _p: string, _y: string, after: number): Draft =>
    toRecord('a', { _n, _p, _y }, after);
  const unlink = (a: string, b: string): Draft => ({
    ...{ type: 'unlink', v: 1, site: 'demo', received: T0 },
    ...{ a, b },
  });

  const STORIES: [string, Draft[], string[]][] = [
    [
      'a link that is said again joins as the first one did',
      [link('ada', X, 'f', 10), link('ada', X, 'f', 20), link('ada', X, 'f', 5)],
      ['joined', 'joined', 'joined'],
    ],
    [
      'said again after a stronger one came, it is refused as the first one is',
      [link('ada', X, 'f', 10), link(X, 'bob', 'a', 20), link('ada', X, 'f', 30)],
      ['refused', 'joined', 'refused'],
    ],
    [
      'said again after an earlier one came, it is refused as the first one is',
      [link('ada', X, 'i', 10), link(X, 'bob', 'a', 5), link('ada', X, 'i', 30)],
      ['refused', 'joined', 'refused'],
    ],
    [
      'said again after a human took it away, it is away, too',
      [link('ada', X, 'i', 10), unlink('ada', X), link('ada', X, 'i', 20)],
      ['unlinked', 'unlinked'],
    ],
    [
      'said of a placeholder, it joins nobody',
      [link('undefined', X, 'i', 10), link('undefined', 'null', 'i', 20), link('ada', X, 'i', 30)],
      ['placeholder', 'placeholder', 'joined'],
    ],
  ];

  it.each(STORIES)('%s (S9, S10)', async (_, story, states) => {
    const records = toLog(story);
    const ids = records.flatMap(({ type, seq }) => (type === 'hit' ? [`${seq}`] : []));
    for (const portion of [1, 2, records.length]) {
      const engine = await openEngine(readFrom(records));
      for (let seq = portion; seq < records.length; seq += portion)
        await waitUntilLoaded(engine, seq);
      await waitUntilLoaded(engine, records.length);
      const links = await Promise.all(ids.map((id) => engine.link('demo', id)));
      expect(links.map((found) => found!.state)).toEqual(states);
      await engine.close();
    }
  });

  it('said again by identify, a link makes a name of what it names (S9)', async () => {
    const Y = Buffer.alloc(20, 2).toString('base64');
    const engine = await openEngine(readFrom(toLog([link(Y, X, 'a', 10), link(Y, X, 'i', 20)])));
    const kinds = async () =>
      (await engine.person('demo', { identity: Y }))!.identities.map(({ kind }) => kind);
    await waitUntilLoaded(engine, 1);
    expect(await kinds()).toEqual(['anonymous', 'anonymous']);
    await waitUntilLoaded(engine, 2);
    expect(await kinds()).toEqual(['named', 'anonymous']);
  });

  it('whatever is repeated, the links that hold a person together are told, and who proved them (S26)', async () => {
    const proven = (draft: Draft, by: boolean): Draft => ({ ...draft, proven: by }) as Draft;
    const records = toLog([
      ...Array.from({ length: 600 }, (_, at) => proven(link('ada', X, 'i', at), false)),
      proven(link('ada', 'ada@work', 'a', 1000), true),
      link('ada', 'ada@home', 'a', 1001),
    ]);
    const engine = await openEngine(readFrom(records));
    await waitUntilLoaded(engine, records.length);
    const { links, identities } = (await engine.person('demo', { identity: 'ada' }))!;
    expect(identities).toHaveLength(4);
    expect(links).toHaveLength(500);
    expect(links.slice(-2).map(({ b, proven }) => [b, proven])).toEqual([
      ['ada@work', true],
      ['ada@home', null],
    ]);
    expect(links[0]).toMatchObject({ b: X, state: 'joined', proven: false });
  });
});
