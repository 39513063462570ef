import { defineReport } from '../report.js';
import { shapeRevenue } from './answer.js';
import { planRevenue } from './plan.js';
import { RevenueAnswer, RevenueRequest } from './schema.js';
import { tabulateRevenue } from './table.js';

export const revenue = defineReport({
  name: 'revenue',
  summary: 'Add up revenue over time and by group',
  request: RevenueRequest,
  answer: RevenueAnswer,
  plan: planRevenue,
  shape: shapeRevenue,
  tabulate: tabulateRevenue,
});
