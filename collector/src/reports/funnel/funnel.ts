import { defineReport } from '../report.js';
import { shapeFunnel } from './answer.js';
import { planFunnel } from './plan.js';
import { FunnelAnswer, FunnelRequest } from './schema.js';
import { tabulateFunnel } from './table.js';

export const funnel = defineReport({
  name: 'funnel',
  summary: 'Count people through ordered steps',
  request: FunnelRequest,
  answer: FunnelAnswer,
  plan: planFunnel,
  shape: shapeFunnel,
  tabulate: tabulateFunnel,
});
