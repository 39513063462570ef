import { type Table, toValueCell } from '../table.js';
import type { RevenueAnswer } from './schema.js';

/** The total, the periods, the groups, and what was paid in other currencies. */
export const tabulateRevenue = (answer: RevenueAnswer): Table => {
  const { currency, series, groups = [], otherCurrencies } = answer;
  const toSum = (
    part: string,
    value: string,
    sum: Omit<RevenueAnswer, 'series'> | (typeof groups)[0],
  ) => [
    ...[part, value, currency, sum.total, sum.people, sum.payers, sum.perPerson, sum.perPayer],
    ...[sum.lifetime.people, sum.lifetime.total, sum.lifetime.perPerson],
  ];
  return [
    [
      ...['part', 'value', 'currency', 'revenue', 'people', 'payers', 'per person', 'per payer'],
      ...['lifetime people', 'lifetime revenue', 'lifetime per person'],
    ],
    toSum('total', '', answer),
    ...series.map(({ start, revenue, payers }) => [
      ...['period', start, currency, revenue, null, payers],
    ]),
    ...groups.map((group) => toSum('group', toValueCell(group.value), group)),
    ...otherCurrencies.map((other) => ['other currency', '', other.currency, other.total]),
  ].map((row) => [...row, ...Array(11 - row.length).fill(null)]) as unknown as Table;
};
