import { activity } from './activity/activity.js';
import { cohort } from './cohort/cohort.js';
import { experiment } from './experiment/experiment.js';
import { funnel } from './funnel/funnel.js';
import type { MembersPlan, MembersRow } from './members.js';
import type { Report } from './report.js';
import { revenue } from './revenue/revenue.js';

/** Every report, by the name that the API has for it: routes, description, saved reports and the app follow it. */
export const REPORTS = { funnel, cohort, revenue, activity, experiment };

type Reports = typeof REPORTS;
export type ReportName = keyof Reports;

/** Names of all reports. */
export const REPORT_NAMES = Object.keys(REPORTS) as ReportName[];

type PlanOf<Kind> = Kind extends Report<string, infer Plan, unknown> ? Plan : never;
type RowsOfReport<Kind> = Kind extends Report<string, unknown, infer Rows> ? Rows : never;

/** What an engine can be asked: every report, and who is in a population. */
export type ReportPlan = PlanOf<Reports[ReportName]> | MembersPlan;

/** What each report's plan is answered with. */
export type RowsOf = { [Name in ReportName]: RowsOfReport<Reports[Name]> } & {
  members: MembersRow[];
};
