import { join } from 'node:path';
import { type Listed, openListed } from './listed.js';

/** A finding that somebody looked at and decided to live with (S21). */
export interface Dismissal {
  /** Code of the finding. */
  id: string;
  reason: string;
  /** ISO 8601. */
  since: string;
}

/** More than there are kinds of findings. */
const DISMISSALS_MOST = 200;

/** Dismissed findings by site. */
export type Dismissals = Listed<Dismissal>;

/** Opens the dismissed findings of these sites. */
export const openDismissals = (data: string, sites: readonly string[]): Promise<Dismissals> =>
  openListed(join(data, 'dismissals'), sites, DISMISSALS_MOST);
