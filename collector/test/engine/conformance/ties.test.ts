import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.js';
import { toOffsets } from '../../../src/reports/calendar.js';
import type { FunnelPlan } from '../../../src/reports/funnel/plan.js';
import type { Membership } from '../../../src/reports/plan.js';
import { ENGINES } from '../../support/engine.js';
import { type Draft, T0, toLog, toRecord } from '../../support/records.js';

describe.each(ENGINES)('on $name', ({ loadEngine, shareReportEngine }) => {
  const DAY = 86_400_000;
  const ALL = { from: null, to: null };
  const COMMON = { asOf: T0 + 100 * DAY, population: null, segment: null, span: ALL };
  const event = (name: string) => ({ label: name, names: [name], where: [] });

  const toFunnel = (names: readonly string[], rest: Partial<FunnelPlan> = {}): FunnelPlan => ({
    report: 'funnel',
    ...COMMON,
    steps: names.map(event),
    windowSeconds: null,
    ...rest,
  });

  const countSteps = async (engine: Engine, plan: FunnelPlan): Promise<number[]> =>
    (await engine.report('demo', plan)).rows.map(({ people }) => people);

  describe('a crowd whose hits share one millisecond', () => {
    const PEOPLE = 1200;
    const person = (n: number) => `p${n}@example.com`;
    const each = (toHits: (n: number) => Draft[]) =>
      Array.from({ length: PEOPLE }, (_, n) => toHits(n)).flat();
    const hit = (kind: 'e' | 's', n: number, fields: Record<string, string>) =>
      toRecord(kind, { _p: person(n), _i: `${n} ${JSON.stringify(fields)}`, ...fields });
    // As a nightly job writes them: all of one kind, then all of the next.
    const shared = shareReportEngine(
      toLog([
        ...each((n) => [hit('s', n, { Plan: 'Free', Test: n % 2 ? 'old' : 'new' })]),
        ...each((n) => [hit('e', n, { _n: 'Checkout' }), hit('e', n, { _n: 'Paid' })]),
        ...each((n) => [hit('s', n, { Plan: 'Pro' })]),
        ...Array.from({ length: 250 }, (_, n) => hit('e', 7, { _n: `Step ${n}` })),
      ]),
    );

    it.each([[null], [1]])(
      'goes through a funnel in the order of arrival, within %j',
      async (windowSeconds) => {
        const ask = (...names: string[]) =>
          countSteps(shared(), toFunnel(names, { windowSeconds }));
        expect(await ask('Checkout', 'Paid')).toEqual([PEOPLE, PEOPLE]);
        expect(await ask('Paid', 'Checkout')).toEqual([PEOPLE, 0]);
        expect(await ask('Checkout', 'Checkout')).toEqual([PEOPLE, 0]);
        expect(await ask('Step 0', 'Step 100', 'Step 249')).toEqual([1, 1, 1]);
      },
    );

    it('has the values that held at each step, and those that hold now', async () => {
      const at = async (property: string) => {
        const { rows } = await shared().report(
          'demo',
          toFunnel(['Checkout', 'Paid'], {
            segment: { of: 'person', property: [property], at: 'step1' },
          }),
        );
        return rows
          .flatMap(({ segment, step, people }) =>
            step === 2 && segment ? [[segment, people]] : [],
          )
          .sort();
      };
      expect(await at('Plan')).toEqual([['Free', PEOPLE]]);
      expect(await at('Test')).toEqual([
        ['new', PEOPLE / 2],
        ['old', PEOPLE / 2],
      ]);
      const { people } = await shared().people({ site: 'demo', limit: 200 });
      expect(new Set(people.map(({ properties }) => properties.Plan))).toEqual(new Set(['Pro']));
      const members: Membership = { has: { property: ['Plan'], op: 'is', values: ['Pro'] } };
      const population = { asOf: COMMON.asOf, members };
      const { rows } = await shared().report('demo', { report: 'members', ...COMMON, population });
      expect(rows).toEqual([{ people: PEOPLE }]);
    });

    it('comes back after the first time, and converts after the variant, in that very moment', async () => {
      const zone = { offsets: toOffsets('UTC', COMMON.asOf), currency: 'USD' };
      const cohort = await shared().report('demo', {
        report: 'cohort',
        ...COMMON,
        ...zone,
        ...{ first: event('Checkout'), second: event('Paid') },
        ...{ cohortBy: 'month', returnBy: 'month', buckets: 1, measure: 'people' },
        // Long after all of it: every month is over.
        underWay: '2100-01-01',
      });
      expect(cohort.rows.map(({ bucket, people }) => [bucket, people]).sort()).toEqual([
        [null, PEOPLE],
        [0, PEOPLE],
      ]);
      for (const windowSeconds of [null, 1]) {
        const { rows } = await shared().report('demo', {
          report: 'experiment',
          ...{ ...COMMON, currency: 'USD', windowSeconds },
          ...{ property: ['Test'], goal: event('Paid') },
        });
        expect(rows.map(({ conversions }) => conversions)).toEqual([PEOPLE / 2, PEOPLE / 2]);
      }
    });

    it('has its hits on the page of a person, each once, over all pages', async () => {
      const names: (string | undefined)[] = [];
      let cursor: string | undefined;
      do {
        const page = await shared().person(
          'demo',
          { identity: person(7) },
          cursor ? { cursor } : {},
        );
        names.push(...page!.timeline.map(({ name }) => name));
        cursor = page!.cursor ?? undefined;
      } while (cursor);
      const steps = Array.from({ length: 250 }, (_, n) => `Step ${n}`);
      expect(names.reverse()).toEqual([undefined, 'Checkout', 'Paid', undefined, ...steps]);
    });
  });

  describe('the edge of a duration belongs to it, whatever came in the same millisecond before', () => {
    const WINDOW = 60;
    /** Milliseconds from the first step to the next, by person. */
    const AFTER = [0, 59_999, 60_000, 60_001];
    const record = (name: string, after: number, rest: Record<string, string> = {}) =>
      toRecord('e', { _n: name, ...rest }, after);
    const filler = (after: number) =>
      Array.from({ length: 30 }, (_, n) => record('Other', after, { _p: `f${n}` }));
    const shared = shareReportEngine(
      toLog([
        // First steps have small ranks in their millisecond, the next ones large ones.
        ...AFTER.map((after) => record('Checkout', 0, { _p: `after ${after}`, Test: 'new' })),
        ...AFTER.flatMap((after) => [
          ...filler(after),
          record('Paid', after, { _p: `after ${after}`, Revenue: '1' }),
        ]),
        // And the other way round.
        ...filler(-DAY),
        ...AFTER.map((after) => record('Start', -DAY, { _p: `late ${after}` })),
        ...AFTER.map((after) => record('End', after - DAY, { _p: `late ${after}` })),
      ]),
    );

    it.each([
      ['Checkout', 'Paid'],
      ['Start', 'End'],
    ])('a funnel from %s to %s', async (...names) => {
      const plan = toFunnel(names, { windowSeconds: WINDOW });
      const { rows } = await shared().report('demo', plan);
      expect(rows.map(({ people }) => people)).toEqual([4, 3]);
      expect(rows[1]!.medianSeconds).toBe(59.999);
    });

    it.each([
      [WINDOW * 1000 - 1, 1],
      [WINDOW * 1000, 1],
      [WINDOW * 1000 + 1, 0],
    ])('whoever began %j ms before the question: open %j', async (before, open) => {
      const plan = toFunnel(['Start', 'Nothing'], { windowSeconds: WINDOW });
      const { rows } = await shared().report('demo', { ...plan, asOf: T0 - DAY + before });
      expect(rows[0]).toMatchObject({ people: 4, open: 4 * open, dropped: 4 - 4 * open });
    });

    it('an experiment', async () => {
      const { rows } = await shared().report('demo', {
        report: 'experiment',
        ...{ ...COMMON, currency: 'USD', windowSeconds: WINDOW },
        ...{ property: ['Test'], goal: event('Paid') },
      });
      expect(rows).toMatchObject([{ people: 4, conversions: 3, revenue: 30_000n }]);
    });

    it.each([
      [T0, 1, 4],
      [T0 + 1, 1, 3],
      [T0 + 60_001, 1, 1],
      [T0 + 60_002, 1, 0],
    ])(
      'the days before %j hold the moment that they begin with',
      async (asOf, lastDays, people) => {
        const population = { asOf, members: { did: event('End'), atLeast: 1, lastDays } };
        const { rows } = await shared().report('demo', {
          report: 'members',
          ...COMMON,
          population,
        });
        expect(rows).toEqual([{ people }]);
      },
    );

    it.each([
      [T0, T0 + 60_000, 2],
      [T0 + 1, T0 + 60_001, 2],
      [T0 + 59_999, T0 + 60_000, 1],
      [T0 + 60_000, T0 + 60_002, 2],
    ])(
      'a range from %j begins with its first moment and ends before %j',
      async (from, to, people) => {
        expect(
          await countSteps(shared(), toFunnel(['Paid', 'Nothing'], { span: { from, to } })),
        ).toEqual([people, 0]);
      },
    );

    it('what retention takes ends before its moment', async () => {
      expect(await shared().previewRetention('demo', T0 - DAY)).toMatchObject({
        hits: 0,
        first: null,
      });
      const told = await shared().previewRetention('demo', T0 - DAY + 60_000);
      expect(told).toMatchObject({
        hits: 30 + 4 + 2,
        first: new Date(T0 - DAY).toISOString(),
        last: new Date(T0 - DAY + 59_999).toISOString(),
      });
    });
  });

  it('times that no calendar of ours has still have a place (S12)', async () => {
    const at = (time: number, name: string): Draft => ({
      ...toRecord('e', { _p: 'ada', _n: name, _i: name }),
      time,
    });
    const YEAR_5138 = 1e14 - 1;
    const engine = await loadEngine(
      toLog([
        ...[at(0, 'Epoch'), at(-5 * DAY, 'Earlier'), at(Date.UTC(2008, 0, 1), 'Before 2009')],
        ...[at(YEAR_5138, 'Far'), at(YEAR_5138 - DAY, 'Almost as far'), at(T0, 'Now')],
      ]),
    );
    const ada = await engine.person('demo', { identity: 'ada' });
    expect(ada!.timeline.map(({ time, name }) => [time.slice(0, 10), name])).toEqual([
      ['2099-12-31', 'Almost as far'],
      ['2099-12-31', 'Far'],
      ['2026-11-22', 'Now'],
      ['2008-01-01', 'Before 2009'],
      ['1970-01-01', 'Earlier'],
      ['1970-01-01', 'Epoch'],
    ]);
    expect(ada).toMatchObject({
      firstSeen: '1970-01-01T00:00:00.000Z',
      lastSeen: '2099-12-31T23:59:59.999Z',
    });
    const windowSeconds = 10 * 366 * 86_400;
    for (const names of [
      ['Now', 'Far'],
      ['Far', 'Almost as far'],
      ['Epoch', 'Earlier'],
    ])
      expect(await countSteps(engine, toFunnel(names, { windowSeconds }))).toEqual([
        1,
        names[0] === 'Now' ? 0 : 1,
      ]);
  });
});
