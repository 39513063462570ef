import { toActivityAnswer, toActivityPlan } from './activity.js';
import { toCohortAnswer, toCohortPlan } from './cohort.js';
import { toExperimentAnswer, toExperimentPlan } from './experiment.js';
import { toFunnelAnswer, toFunnelPlan } from './funnel.js';
import type { ReportPlan } from './plan.js';
import type { Setting } from './request.js';
import { toRevenueAnswer, toRevenuePlan } from './revenue.js';
import type { RowsOf } from './rows.js';
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

type Read = (body: unknown, setting: Setting) => Asked;

/** How a request is read, what was counted is shaped, and that becomes a table. */
const toKind =
  <Given extends { plan: ReportPlan }, Answer extends object>(
    read: (body: unknown, setting: Setting) => Given,
    answer: (given: Given, rows: RowsOf[Given['plan']['report']]) => Answer,
    toTable: (answer: Answer) => Table,
  ): Read =>
  (body, setting) => {
    const given = read(body, setting);
    const shape = (rows: RowsOf[Given['plan']['report']]) => answer(given, rows);
    return { plan: given.plan, answer: shape, toTable };
  };

/** How each kind of report reads its requests. Fails, naming the field, where one is no plan. */
export const KINDS: Record<KindName, Read> = {
  funnel: toKind(
    (body, setting) => ({ plan: toFunnelPlan(body, setting) }),
    ({ plan }, rows) => toFunnelAnswer(plan, rows),
    toFunnelTable,
  ),
  cohort: toKind(toCohortPlan, toCohortAnswer, toCohortTable),
  revenue: toKind(toRevenuePlan, toRevenueAnswer, toRevenueTable),
  activity: toKind(toActivityPlan, toActivityAnswer, toActivityTable),
  experiment: toKind(toExperimentPlan, toExperimentAnswer, toExperimentTable),
};
