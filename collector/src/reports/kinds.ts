import { toActivityAnswer, toActivityPlan } from './activity.js';
import { toCohortAnswer, toCohortPlan } from './cohort.js';
import { toExperimentAnswer, toExperimentPlan } from './experiment.js';
import { toFunnelAnswer, toFunnelPlan } from './funnel.js';
import type { ReportPlan, RowsOf } from './plan.js';
import type { Setting } from './request.js';
import { toRevenueAnswer, toRevenuePlan } from './revenue.js';
import {
  type Table,
  toActivityTable,
  toCohortTable,
  toExperimentTable,
  toFunnelTable,
  toRevenueTable,
} from './tables.js';

/** Reports by the names that the API has for them. */
export const KIND_NAMES = ['funnel', 'cohort', 'revenue', 'activity', 'experiment'] as const;
export type KindName = (typeof KIND_NAMES)[number];

/** One request of a report: its plan, and what becomes of what the engine counts for it. */
export interface Asked {
  plan: ReportPlan;
  answer: (rows: never) => object;
  toTable: (answer: never) => Table;
}

type PlanOf<Name extends KindName> = Extract<ReportPlan, { report: Name }>;

const ask = <Name extends KindName, Answer extends object>(
  plan: PlanOf<Name>,
  answer: (rows: RowsOf[Name]) => Answer,
  toTable: (answer: Answer) => Table,
): Asked => ({ plan, answer, toTable });

/** How each kind of report reads its requests. Fails, naming the field, where one is no plan. */
export const KINDS: Record<KindName, (body: unknown, setting: Setting) => Asked> = {
  funnel(body, setting) {
    const plan = toFunnelPlan(body, setting);
    return ask<'funnel', ReturnType<typeof toFunnelAnswer>>(
      plan,
      (rows) => toFunnelAnswer(plan, rows),
      toFunnelTable,
    );
  },
  cohort(body, setting) {
    const read = toCohortPlan(body, setting);
    return ask<'cohort', ReturnType<typeof toCohortAnswer>>(
      read.plan,
      (rows) => toCohortAnswer(read, rows),
      toCohortTable,
    );
  },
  revenue(body, setting) {
    const read = toRevenuePlan(body, setting);
    return ask<'revenue', ReturnType<typeof toRevenueAnswer>>(
      read.plan,
      (rows) => toRevenueAnswer(read, rows),
      toRevenueTable,
    );
  },
  activity(body, setting) {
    const read = toActivityPlan(body, setting);
    return ask<'activity', ReturnType<typeof toActivityAnswer>>(
      read.plan,
      (rows) => toActivityAnswer(read, rows),
      toActivityTable,
    );
  },
  experiment(body, setting) {
    const read = toExperimentPlan(body, setting);
    return ask<'experiment', ReturnType<typeof toExperimentAnswer>>(
      read.plan,
      (rows) => toExperimentAnswer(read, rows),
      toExperimentTable,
    );
  },
};
