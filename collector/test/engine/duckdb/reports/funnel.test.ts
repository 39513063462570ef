import { beforeAll, describe, expect, it } from 'vitest';
import type { FunnelPlan, Pick } from '../../../../src/reports/plan.js';
import type { FunnelRow } from '../../../../src/reports/rows.js';
import { REPORT_HITS, REPORT_PLANS } from '../../../support/amount.js';
import { loadEngine } from '../../../support/engine.js';
import { naiveFunnel, readEverybody, type Someone } from '../../../support/naiveReports.js';
import { AS_OF, createPlans } from '../../../support/randomPlans.js';
import { toLog, toRecord } from '../../../support/records.js';
import { idsBehind, shareReportEngine } from '../../../support/reportEngine.js';
import { makeReportHistory } from '../../../support/reportHistory.js';

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
      meanSeconds: row.meanSeconds === null ? null : Math.round(row.meanSeconds * 100),
      medianSeconds: row.medianSeconds === null ? null : Math.round(row.medianSeconds * 1000),
    }))
    .sort((x, y) => (`${x.segment} ${x.step}` < `${y.segment} ${y.step}` ? -1 : 1));

const toPlan = (seed: number, windowed: boolean): FunnelPlan => {
  const { event, span, population, segment, below } = createPlans(seed);
  const steps = Array.from({ length: 2 + below(3) }, event);
  return {
    report: 'funnel',
    steps,
    span: span(),
    asOf: AS_OF,
    population: population(),
    segment: segment(steps.length),
    windowSeconds: windowed ? 10 ** below(8) : null,
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

it('hits that tie are in no order: neither comes after the other', async () => {
  // Beyond the thousandth hit of a millisecond all have one place.
  const crowd = Array.from({ length: 1001 }, (_, n) => toRecord('e', { _p: `p${n}`, _n: 'X' }));
  const both = (person: string, after = 0) => [
    toRecord('e', { _p: person, _n: 'A' }, after),
    toRecord('e', { _p: person, _n: 'B' }, after),
  ];
  const tied = await loadEngine(toLog([...crowd, ...both('tied'), ...both('apart', 1)]));
  const steps = ['A', 'B'].map((name) => ({ label: name, names: [name], where: [] }));
  for (const windowSeconds of [null, 60]) {
    const plan = { ...toPlan(1, false), steps, segment: null, population: null, windowSeconds };
    const { rows } = await tied.report('demo', { ...plan, span: { from: null, to: null } });
    expect(rows.map(({ people }) => people)).toEqual([2, 1]);
  }
});
