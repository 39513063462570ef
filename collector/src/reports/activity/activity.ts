import { defineReport } from '../report.js';
import { shapeActivity } from './answer.js';
import { planActivity } from './plan.js';
import { ActivityAnswer, ActivityRequest } from './schema.js';
import { tabulateActivity } from './table.js';

export const activity = defineReport({
  name: 'activity',
  summary: 'Count events and people over time',
  request: ActivityRequest,
  answer: ActivityAnswer,
  plan: planActivity,
  shape: shapeActivity,
  tabulate: tabulateActivity,
});
