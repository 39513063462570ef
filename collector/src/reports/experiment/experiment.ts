import { defineReport } from '../report.js';
import { shapeExperiment } from './answer.js';
import { planExperiment } from './plan.js';
import { ExperimentAnswer, ExperimentRequest } from './schema.js';
import { tabulateExperiment } from './table.js';

export const experiment = defineReport({
  name: 'experiment',
  summary: 'Compare the variants of an experiment',
  request: ExperimentRequest,
  answer: ExperimentAnswer,
  plan: planExperiment,
  shape: shapeExperiment,
  tabulate: tabulateExperiment,
});
