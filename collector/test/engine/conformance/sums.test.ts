import { beforeAll, describe, expect, it } from 'vitest';
import type { ActivityPlan } from '../../../src/reports/activity/plan.js';
import { toDate, toLocalDay, toOffsets, toPeriodStart } from '../../../src/reports/calendar.js';
import type { CohortPlan } from '../../../src/reports/cohort/plan.js';
import type { ExperimentPlan } from '../../../src/reports/experiment/plan.js';
import type { Pick } from '../../../src/reports/people/schema.js';
import { PERIODS } from '../../../src/reports/plan.js';
import type { RevenuePlan } from '../../../src/reports/revenue/plan.js';
import { REPORT_HITS, REPORT_PLANS } from '../../support/amount.js';
import { ENGINES } from '../../support/engine.js';
import { readEverybody, type Someone } from '../../support/naiveReports.js';
import {
  naiveActivity,
  naiveCohort,
  naiveExperiment,
  naiveRevenue,
} from '../../support/naiveSums.js';
import { AS_OF, createPlans } from '../../support/randomPlans.js';
import { idsBehind } from '../../support/reportEngine.js';
import { makeReportHistory } from '../../support/reportHistory.js';

describe.each(ENGINES)('on $name', ({ shareReportEngine }) => {
  const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
  const DAY_MS = 86_400_000;
  const PLANS = 10 * REPORT_PLANS;
  /** Of so many plans the people behind the numbers are listed, too. */
  const LISTED = 3 * REPORT_PLANS;

  const records = makeReportHistory(2, REPORT_HITS);
  const engine = shareReportEngine(records);
  let everybody: Someone[];
  beforeAll(() => {
    everybody = readEverybody(records, 'demo');
  });

  const toText = (row: object) =>
    JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  /** Rows in one order, each with its parts in one order. */
  const sortRows = (rows: readonly object[]) =>
    rows.map((row) => toText(Object.fromEntries(Object.entries(row).sort()))).sort();

  const expectPeople = async (reportId: string, pick: Pick, people: readonly string[]) =>
    expect(await idsBehind(engine(), reportId, pick), JSON.stringify(pick)).toEqual(
      [...new Set(people)].sort(),
    );

  /** What random plans of every kind have in common. */
  const toCommon = (seed: number) => {
    const { span, population, pick } = createPlans(seed);
    const timeZone = pick(ZONES);
    return {
      timeZone,
      plan: {
        span: span(),
        asOf: AS_OF,
        population: population(),
        offsets: toOffsets(timeZone, AS_OF),
        currency: 'USD',
        by: pick(PERIODS),
      },
    };
  };

  describe('random plans give the numbers of the reference, and as many people behind them', () => {
    it('revenue', async () => {
      for (let seed = 1000; seed < 1000 + PLANS; seed++) {
        const { timeZone, plan: common } = toCommon(seed);
        const segment = createPlans(seed).segment() as RevenuePlan['segment'];
        const plan: RevenuePlan = { report: 'revenue', ...common, segment };
        const { people, ...expected } = naiveRevenue(everybody, plan, timeZone);
        const { rows, reportId } = await engine().report('demo', plan);
        expect(sortRows(rows.sums), `sums of plan ${seed}`).toEqual(sortRows(expected.sums));
        expect(sortRows(rows.lifetimes), `lifetimes of plan ${seed}`).toEqual(
          sortRows(expected.lifetimes),
        );
        expect(rows.elsewhere, `other currencies of plan ${seed}`).toEqual(expected.elsewhere);
        if (seed >= 1000 + LISTED) continue;
        await expectPeople(
          reportId,
          {},
          people.map(({ id }) => id),
        );
        const payers = people.filter(({ payer }) => payer).map(({ id }) => id);
        await expectPeople(reportId, { payers: true }, payers);
        const group = people[0]?.segment ?? '';
        if (segment)
          await expectPeople(
            reportId,
            { group },
            people.filter((one) => one.segment === group).map(({ id }) => id),
          );
      }
    });

    it('cohort', async () => {
      for (let seed = 2000; seed < 2000 + PLANS; seed++) {
        const { timeZone, plan: common } = toCommon(seed);
        const { by: _, ...rest } = common;
        const { event, pick, segment, below } = createPlans(seed);
        const returnBy = pick(PERIODS);
        const asOf = AS_OF - (seed % 3) * 100 * DAY_MS - below(DAY_MS);
        const plan: CohortPlan = {
          report: 'cohort',
          ...rest,
          first: event(),
          second: event(),
          cohortBy: pick(PERIODS),
          returnBy,
          // Some are asked in the middle of the history: most people have had little by then.
          asOf,
          underWay: toDate(toPeriodStart(toLocalDay(asOf, timeZone), returnBy)),
          buckets: 1 + below(20),
          measure: pick(['people', 'revenue'] as const),
          segment: segment(1),
        };
        const expected = naiveCohort(everybody, plan, timeZone);
        const { rows, reportId } = await engine().report('demo', plan);
        expect(sortRows(rows), `plan ${seed}`).toEqual(sortRows(expected.rows));
        const row = expected.rows.find(({ bucket }) => bucket !== null);
        if (seed >= 2000 + LISTED || !row) continue;
        const cohort = expected.people.filter(({ start }) => start === row.start);
        await expectPeople(
          reportId,
          { cohort: row.start },
          cohort.map(({ person }) => person),
        );
        const back = cohort.filter(({ returns }) =>
          returns.some(({ bucket }) => bucket === row.bucket),
        );
        await expectPeople(
          reportId,
          { cohort: row.start, bucket: row.bucket! },
          back.map(({ person }) => person),
        );
      }
    });

    it('activity', async () => {
      for (let seed = 3000; seed < 3000 + PLANS; seed++) {
        const { timeZone, plan: common } = toCommon(seed);
        const { event, segment, random } = createPlans(seed);
        const chosen = event();
        const other = event();
        const plan: ActivityPlan = {
          report: 'activity',
          ...common,
          events: random() < 0.4 ? null : [chosen, other],
          merged: random() < 0.5 ? {} : { 'signed up': 'Signed Up' },
          segment:
            random() < 0.4
              ? { of: 'hit', property: ['Source'] }
              : (segment() as ActivityPlan['segment']),
        };
        const { rows: expected, hits } = naiveActivity(everybody, plan, timeZone);
        const { rows, reportId } = await engine().report('demo', plan);
        // Nothing at all has a sum, too.
        expect(sortRows(rows.filter(({ people }) => people)), `plan ${seed}`).toEqual(
          sortRows(expected),
        );
        const [hit] = hits;
        if (seed >= 3000 + LISTED || !hit) continue;
        const pick = { event: hit.event, start: hit.start };
        const same = hits.filter(
          ({ event: name, start }) => name === hit.event && start === hit.start,
        );
        await expectPeople(
          reportId,
          pick,
          same.map(({ person }) => person),
        );
      }
    });

    it('experiment', async () => {
      for (let seed = 4000; seed < 4000 + PLANS; seed++) {
        const { by: _, offsets: __, ...common } = toCommon(seed).plan;
        const { event, pick, random, window } = createPlans(seed);
        const plan: ExperimentPlan = {
          report: 'experiment',
          ...common,
          property: pick([['A/B ~ "test"'], ['Plan'], ['Source', 'Seats']]),
          goal: event(),
          windowSeconds: random() < 0.5 ? null : window(),
        };
        const { rows: expected, people } = naiveExperiment(everybody, plan);
        const { rows, reportId } = await engine().report('demo', plan);
        const byVariant = new Map(rows.map((row) => [row.variant, row]));
        const close = expected.map(({ variant, mean, variance, ...row }) => ({
          ...row,
          variant,
          mean: expect.closeTo(mean, 9),
          variance: expect.closeTo(variance, 6),
        }));
        expect(
          close.map(({ variant }) => byVariant.get(variant)),
          `plan ${seed}`,
        ).toEqual(close);
        expect(rows.length).toBe(expected.length);
        const [row] = rows;
        if (seed >= 4000 + LISTED || !row) continue;
        const own = people.filter(
          ({ variant, converted, open }) => variant === row.variant && converted && !open,
        );
        await expectPeople(
          reportId,
          { variant: row.variant, converted: true },
          own.map(({ id }) => id),
        );
      }
    });
  });
});
