import { beforeAll, describe, expect, it } from 'vitest';
import type { FunnelPlan, FunnelRow } from '../../../src/reports/funnel/plan.js';
import type { Pick } from '../../../src/reports/people/schema.js';
import { REPORT_HITS, REPORT_PLANS } from '../../support/amount.js';
import { ENGINES } from '../../support/engine.js';
import { naiveFunnel, readEverybody, type Someone } from '../../support/naiveReports.js';
import { createPlans } from '../../support/randomPlans.js';
import { idsBehind } from '../../support/reportEngine.js';
import { makeReportHistory } from '../../support/reportHistory.js';

describe.each(ENGINES)('on $name', ({ shareReportEngine }) => {
  const records = makeReportHistory(1, REPORT_HITS);
  const engine = shareReportEngine(records);
  let everybody: Someone[];
  beforeAll(() => {
    everybody = readEverybody(records, 'demo');
  });

  const sortRows = (rows: readonly FunnelRow[]) =>
    rows
      .filter(({ people }) => people)
      .map((row) => ({
        ...row,
        // Their sum in milliseconds is whole, so that no rounding is a matter of the last bit.
        meanSeconds:
          row.meanSeconds === null ? null : Math.round(row.meanSeconds * row.people * 1000),
        medianSeconds: row.medianSeconds === null ? null : Math.round(row.medianSeconds * 1000),
      }))
      .sort((x, y) => (`${x.segment} ${x.step}` < `${y.segment} ${y.step}` ? -1 : 1));

  const toPlan = (seed: number, windowed: boolean): FunnelPlan => {
    const { event, span, population, segment, below, window, asOf } = createPlans(seed);
    const steps = Array.from({ length: 2 + below(3) }, event);
    return {
      report: 'funnel',
      steps,
      span: span(),
      asOf: asOf(),
      population: population(),
      segment: segment(steps.length),
      windowSeconds: windowed ? window() : null,
    };
  };

  describe.each([
    ['without a window', false],
    ['with a window', true],
  ])('a funnel %s', (_, windowed) => {
    it('gives the numbers of the reference, and as many people behind them', async () => {
      for (let seed = 1; seed <= 14 * REPORT_PLANS; seed++) {
        const plan = toPlan(seed, windowed);
        const { rows, people } = naiveFunnel(everybody, plan);
        const report = await engine().report('demo', plan);
        expect(sortRows(report.rows), `plan ${seed}`).toEqual(sortRows(rows));
        if (seed > 5 * REPORT_PLANS) continue;
        const outcomes: [Pick, (one: (typeof people)[0]) => boolean][] = [
          [{ step: 1 }, () => true],
          [{ step: 2, outcome: 'converted' }, ({ chain }) => chain.length >= 2],
          [{ step: 1, outcome: 'dropped' }, ({ chain, open }) => chain.length === 1 && !open],
          [{ step: 1, outcome: 'open' }, ({ chain, open }) => chain.length === 1 && open],
        ];
        if (plan.segment)
          outcomes.push([{ step: 1, segment: '(not set)' }, (one) => one.segment === '(not set)']);
        for (const [pick, isPicked] of outcomes)
          expect(await idsBehind(engine(), report.reportId, pick), JSON.stringify(pick)).toEqual(
            people
              .filter(isPicked)
              .map(({ person }) => person)
              .sort(),
          );
      }
    });
  });
});
