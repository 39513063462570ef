import type { ReportPlan, RowsOf } from '../../../reports/registry.js';
import { compileActivity } from './activity.js';
import { compileCohort } from './cohort.js';
import type { Compiled } from './compiled.js';
import { compileExperiment } from './experiment.js';
import { compileFunnel } from './funnel.js';
import { compileMembers } from './members.js';
import { compileRevenue } from './revenue.js';
import type { Scope } from './scope.js';

type Compilers = {
  [Name in ReportPlan['report']]: (
    scope: Scope,
    plan: Extract<ReportPlan, { report: Name }>,
  ) => Compiled<RowsOf[Name]>;
};

const COMPILERS: Compilers = {
  funnel: compileFunnel,
  revenue: compileRevenue,
  cohort: compileCohort,
  activity: compileActivity,
  experiment: compileExperiment,
  members: compileMembers,
};

/** The queries of any plan. */
export const compile = <Plan extends ReportPlan>(
  scope: Scope,
  plan: Plan,
): Compiled<RowsOf[Plan['report']]> =>
  (COMPILERS[plan.report] as (scope: Scope, plan: ReportPlan) => Compiled<never>)(scope, plan);
