import type { Table } from '../table.js';
import type { ExperimentAnswer } from './schema.js';

/** A row for each variant. */
export const tabulateExperiment = ({ variants }: ExperimentAnswer): Table => [
  [
    ...['variant', 'people', 'open', 'conversions', 'rate', 'lift', 'interval from', 'interval to'],
    ...['p value', 'revenue', 'revenue per person', 'revenue p value', 'saw several', 'too early'],
  ],
  ...variants.map((one) => [
    ...[one.variant, one.people, one.open, one.conversions, one.rate, one.lift],
    ...[one.interval?.[0], one.interval?.[1], one.pValue, one.revenue, one.revenuePerPerson],
    ...[one.revenuePValue, one.sawSeveral, one.tooEarly],
  ]),
];
