import { join } from 'node:path';
import { type Listed, openListed } from './listed.js';

/** A saved report: its request as it was sent, so that a relative range stays relative. */
export interface SavedReport {
  id: string;
  name: string;
  /** The name of its report, which routes check. */
  kind: string;
  plan: object;
  /** What the app wants to know of how it is shown. */
  view: string | null;
  /** ISO 8601. */
  created: string;
  changed: string;
}

const REPORTS_MOST = 500;

/** Saved reports. */
export type SavedReports = Listed<SavedReport>;

/** Opens the saved reports of these sites. */
export const openSavedReports = (data: string, sites: readonly string[]): Promise<SavedReports> =>
  openListed(join(data, 'reports'), sites, REPORTS_MOST);
