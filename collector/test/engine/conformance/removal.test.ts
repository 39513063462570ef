import { describe, expect, it } from 'vitest';
import type { Engine, PersonRow } from '../../../src/engine/engine.js';
import type { LogRecord } from '../../../src/ingest/record.js';
import { toSameness } from '../../../src/ingest/same-hit/same-hit.js';
import { createErasure } from '../../../src/jobs/erasure.js';
import { toOffsets } from '../../../src/reports/calendar.js';
import { ENGINES, waitUntilLoaded } from '../../support/engine.js';
import { createRandom, makeHistory } from '../../support/history.js';
import { readFrom, T0, toLog, toRecord } from '../../support/records.js';

describe.each(ENGINES)('on $name', ({ openEngine }) => {
  const RULES = { foldEmails: true, anonymousShape: true };

  const readPeople = async (engine: Engine, site: string): Promise<PersonRow[]> => {
    const people: PersonRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await engine.people({ site, limit: 500, ...(cursor && { cursor }) });
      people.push(...page.people);
      cursor = page.cursor ?? undefined;
    } while (cursor);
    return people.sort((a, b) => (a.id < b.id ? -1 : 1));
  };

  const sort = <One>(all: One[]): One[] =>
    all.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  /** Rows of a report have no order of their own. */
  const sortDeeply = (value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}`;
    if (Array.isArray(value)) return sort(value.map(sortDeeply));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, sortDeeply(one)]));
  };

  /** All that an engine says of a site. */
  const readAll = async (engine: Engine, site: string) => {
    const people = await readPeople(engine, site);
    const pages = [];
    for (const { id } of people.slice(0, 8)) {
      const { identities, cursor: _, ...page } = (await engine.person(site, { id }))!;
      pages.push({ ...page, identities: sort(identities) });
    }
    const { rows } = await engine.report(site, {
      report: 'revenue',
      ...{ asOf: T0 + 1e9, span: { from: null, to: null }, by: 'day' },
      ...{ offsets: toOffsets('UTC', T0 + 1e9), segment: null, currency: 'USD', population: null },
    });
    return {
      people: people.map(({ identities, ...one }) => ({
        ...one,
        identities: sort([...identities]),
      })),
      pages,
      rows: sortDeeply(rows),
      events: sort(await engine.catalogue(site, { of: 'events', merged: {} })),
      properties: sort(await engine.catalogue(site, { of: 'properties', merged: {} })),
      said: sort(await engine.catalogue(site, { of: 'people', merged: {} })),
      signs: await engine.signs(site, {}),
      preview: await engine.previewRetention(site, T0 + 40_000_000),
    };
  };

  /** What an engine says after records were taken out, beside one that never had them; then both go on. */
  const compare = async (
    records: readonly LogRecord[],
    { goes, half }: { goes: ReadonlySet<number>; half: number },
  ) => {
    const rest = records.filter(({ seq }) => !goes.has(seq));
    const [engine, fresh] = [await openEngine(readFrom(records)), await openEngine(readFrom(rest))];
    await waitUntilLoaded(engine, half);
    await engine.erase('demo', [...goes]);
    for (const seq of [half, records.length]) {
      await waitUntilLoaded(engine, seq);
      await waitUntilLoaded(fresh, seq);
      for (const site of ['demo', 'other'])
        expect(await readAll(engine, site)).toEqual(await readAll(fresh, site));
    }
    expect(engine.reports).toEqual([]);
  };

  /** Positions up to a half of what belongs to identities. */
  const find = (records: readonly LogRecord[], half: number, identities: readonly string[]) => {
    const { takes } = createErasure('demo', identities, RULES);
    return new Set(records.flatMap((one) => (one.seq <= half && takes(one) ? [one.seq] : [])));
  };

  const HALF = 500;
  const COUNT = 700;

  describe('records that are taken out leave what a rebuild from the rest makes (S26)', () => {
    it.each([1, 2])('whole people, seed %i', async (seed) => {
      const records = makeHistory(seed, COUNT, 30);
      const engine = await openEngine(readFrom(records));
      await waitUntilLoaded(engine, HALF);
      const people = await readPeople(engine, 'demo');
      const random = createRandom(seed);
      const chosen = people.filter(() => random() < 0.15);
      const identities = chosen.flatMap((one) => one.identities.map(({ identity }) => identity));
      await compare(records, { goes: find(records, HALF, identities), half: HALF });
    });

    it.each([5, 6, 7])('some identities, so that people come apart, seed %i', async (seed) => {
      const records = makeHistory(seed, COUNT, 24);
      const random = createRandom(seed);
      const said = records.flatMap((one) =>
        one.type === 'hit' && random() < 0.03 ? [new Map(one.fields).get('_p')!] : [],
      );
      await compare(records, { goes: find(records, HALF, said), half: HALF });
    });

    it.each([9])('hits from before a moment, seed %i', async (seed) => {
      const records = makeHistory(seed, COUNT, 30);
      const gone = new Set<string>();
      const goes = new Set<number>();
      for (const one of records.slice(0, HALF)) {
        if (one.type !== 'hit') continue;
        const sameness = toSameness(one);
        if (one.time >= T0 + 2_000_000 && !(sameness && gone.has(sameness))) continue;
        goes.add(one.seq);
        if (sameness) gone.add(sameness);
      }
      expect(goes.size).toBeGreaterThan(20);
      await compare(records, { goes, half: HALF });
    });

    it('nothing, and all there is', async () => {
      const records = makeHistory(11, 300, 20);
      await compare(records, { goes: new Set(), half: 200 });
      await compare(records, {
        goes: new Set(records.slice(0, 200).map(({ seq }) => seq)),
        half: 200,
      });
    });

    it('a person whose hits go in the midst of a chain leaves two', async () => {
      const records = toLog([
        toRecord('a', { _n: 'ada', _p: 'x', _y: 'a' }, 1),
        toRecord('a', { _n: 'x', _p: 'b', _y: 'a' }, 2),
        toRecord('a', { _n: 'b', _p: 'c', _y: 'a' }, 3),
        toRecord('e', { _n: 'A', _p: 'ada' }, 4),
        toRecord('e', { _n: 'A', _p: 'c' }, 5),
        toRecord('e', { _n: 'B', _p: 'x' }, 6),
      ]);
      const engine = await openEngine(readFrom(records));
      await waitUntilLoaded(engine, 6);
      expect(await readPeople(engine, 'demo')).toHaveLength(1);
      await engine.erase('demo', [...find(records, 6, ['x'])]);
      const people = await readPeople(engine, 'demo');
      expect(people.map(({ identities }) => identities.map((one) => one.identity).sort())).toEqual(
        expect.arrayContaining([['ada'], ['b', 'c']]),
      );
    });
  });

  describe('a site that was deleted', () => {
    const deleted = (site: string, seq: number): LogRecord => ({
      ...{ type: 'deleted', v: 1, seq, site, received: T0 },
    });

    it.each([1, 300])(
      'has what came behind that, and nothing from before, at position %i',
      async (seq) => {
        const records = makeHistory(12, 400, 30).map((one) =>
          one.seq === seq ? deleted('demo', seq) : one,
        );
        const rest = records.filter((one) => one.site !== 'demo' || one.seq > seq);
        const [engine, fresh] = [
          await openEngine(readFrom(records)),
          await openEngine(readFrom(rest)),
        ];
        await waitUntilLoaded(engine, 400);
        await waitUntilLoaded(fresh, 400);
        for (const site of ['demo', 'other'])
          expect(await readAll(engine, site)).toEqual(await readAll(fresh, site));
      },
    );

    it('may be so twice, and takes the same hits again each time', async () => {
      const hit = toRecord('e', { _n: 'A', _p: 'ada', _i: 'a1' });
      const same = [hit, toRecord('e', { _n: 'A', _p: 'bob', _i: 'b1' }, 1)];
      const records = toLog([...same, ...same]).flatMap((one, at) =>
        at % 2 ? [one, deleted('demo', 0)] : [one],
      );
      const log = [...records, toLog([hit])[0]!].map((one, at) => ({ ...one, seq: at + 1 }));
      const engine = await openEngine(readFrom(log));
      await waitUntilLoaded(engine, log.length);
      expect((await readPeople(engine, 'demo')).map(({ events }) => events)).toEqual([1]);
    });
  });
});
