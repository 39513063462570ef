import type { ReportName } from '../../src/reports/registry.js';

/** The page of each report, by its name in the address. */
export const REPORT_PAGES = {
  activity: 'activity',
  funnel: 'funnels',
  cohort: 'cohorts',
  revenue: 'revenue',
  experiment: 'experiments',
} as const satisfies Record<ReportName, string>;
