import { defineReport } from '../report.js';
import { shapeCohort } from './answer.js';
import { planCohort } from './plan.js';
import { CohortAnswer, CohortRequest } from './schema.js';
import { tabulateCohort } from './table.js';

export const cohort = defineReport({
  name: 'cohort',
  summary: 'Count who came back, by when they first came',
  request: CohortRequest,
  answer: CohortAnswer,
  plan: planCohort,
  shape: shapeCohort,
  tabulate: tabulateCohort,
});
