import { describe, expect, it } from 'vitest';
import type { Engine, PeopleSort, PersonPage, PersonRow } from '../../../src/engine/engine.js';
import type { LogRecord } from '../../../src/ingest/record.js';
import { ENGINES, makeFolder, waitUntilLoaded } from '../../support/engine.js';
import { createRandom, makeHistory } from '../../support/history.js';
import { type NaivePerson, naiveHistory } from '../../support/naiveHistory.js';
import { readFrom } from '../../support/records.js';

describe.each(ENGINES)('on $name', ({ openEngine, loadEngine }) => {
  /** All pages of a list. */
  const readAll = async (engine: Engine, site: string, sort?: PeopleSort): Promise<PersonRow[]> => {
    const people: PersonRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await engine.people({
        site,
        limit: 60,
        ...(sort && { sort }),
        ...(cursor && { cursor }),
      });
      people.push(...page.people);
      cursor = page.cursor ?? undefined;
    } while (cursor);
    return people;
  };

  /** A person with all pages of the timeline. */
  const readWhole = async (engine: Engine, site: string, id: string): Promise<PersonPage> => {
    const person = (await engine.person(site, { id }))!;
    while (person.cursor) {
      const next = (await engine.person(site, { id }, { cursor: person.cursor }))!;
      person.timeline.push(...next.timeline);
      person.cursor = next.cursor;
    }
    return person;
  };

  const byId = (people: readonly PersonRow[]) =>
    Object.fromEntries(people.map((person) => [person.id, person]));

  const toRow = ({ timeline: _, ...row }: NaivePerson): PersonRow => ({
    ...row,
    identities: row.identities.slice(0, 20),
  });

  const expectSame = async (engine: Engine, records: readonly LogRecord[], site: string) => {
    const expected = naiveHistory(records, site);
    expect(byId(await readAll(engine, site))).toEqual(byId(expected.map(toRow)));
    const largest = expected.toSorted((x, y) => y.timeline.length - x.timeline.length).slice(0, 10);
    for (const person of largest) {
      const { links, cursor, ...found } = await readWhole(engine, site, person.id);
      expect(found).toEqual(person);
    }
  };

  describe('a generated history gives the people of the naive reference', () => {
    it.each([
      ['many visitors', 1, 3000, 220],
      ['few visitors, much entangled', 2, 1200, 24],
    ])('%s', async (_, seed, count, visitors) => {
      const records = makeHistory(seed, count, visitors);
      const engine = await loadEngine(records);
      await expectSame(engine, records, 'demo');
      await expectSame(engine, records, 'other');
    });

    it('in whatever portions it arrives, and over restarts of the engine', async () => {
      const records = makeHistory(3, 1000, 60);
      const random = createRandom(4);
      const folder = await makeFolder();
      for (let seq = 0; seq < records.length; ) {
        const engine = await openEngine(readFrom(records), folder);
        for (let steps = 0; steps < 8; steps++) {
          seq = Math.min(records.length, seq + Math.floor(random() ** 3 * 150));
          await waitUntilLoaded(engine, seq);
        }
        if (seq === records.length) await expectSame(engine, records, 'demo');
        await engine.close();
      }
    });

    it.each([
      [21, 900, 60],
      [22, 900, 12],
    ])(
      'and the same links, all at once or in portions (seed %i)',
      async (seed, count, visitors) => {
        const records = makeHistory(seed, count, visitors);
        const random = createRandom(seed);
        const [whole, parts] = [await loadEngine(records), await openEngine(readFrom(records))];
        for (let seq = 0; seq < records.length; seq += Math.ceil(random() ** 2 * 200))
          await waitUntilLoaded(parts, seq);
        await waitUntilLoaded(parts, records.length);
        const people = await readAll(whole, 'demo');
        for (const { id } of people) {
          const found = await parts.person('demo', { id });
          expect(found).toEqual(await whole.person('demo', { id }));
        }
      },
    );

    it('whatever the loader has forgotten meanwhile', async () => {
      const records = makeHistory(8, 1500, 120);
      const memory = { identities: 40, texts: 10, milliseconds: 30, filterBytes: 10_000 };
      const engine = await openEngine(readFrom(records), undefined, Date.now, memory);
      for (let seq = 0; seq < records.length; seq += 100) await waitUntilLoaded(engine, seq);
      await waitUntilLoaded(engine, records.length);
      await expectSame(engine, records, 'demo');
      await expectSame(engine, records, 'other');
    });

    it('in whatever order its links arrive', async () => {
      const records = makeHistory(5, 700, 30);
      const random = createRandom(6);
      const shuffled = records
        .map((record) => ({ record, at: random() }))
        .sort((x, y) => x.at - y.at)
        .map(({ record }, at) => ({ ...record, seq: at + 1 }));
      await expectSame(await loadEngine(shuffled), shuffled, 'demo');
      const idsOf = (some: LogRecord[]) =>
        naiveHistory(some, 'demo')
          .map(({ id }) => id)
          .sort();
      expect(idsOf(shuffled)).toEqual(idsOf(records));
    });
  });

  it('a list of people is in order over all its pages, whatever it is sorted by', async () => {
    const engine = await loadEngine(makeHistory(7, 300, 100));
    const SORTS: [PeopleSort, (person: PersonRow) => number][] = [
      ['-lastSeen', ({ lastSeen }) => -Date.parse(lastSeen)],
      ['firstSeen', ({ firstSeen }) => Date.parse(firstSeen)],
      ['-events', ({ events }) => -events],
      ['revenue', ({ revenue }) => Number(revenue)],
      ['-revenue', ({ revenue }) => -Number(revenue)],
    ];
    for (const [sort, toNumber] of SORTS) {
      const people = await readAll(engine, 'demo', sort);
      const numbers = people.map(toNumber);
      expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
      expect(new Set(people.map(({ id }) => id)).size).toBe(people.length);
    }
  });
});
