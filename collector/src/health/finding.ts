import type { CatalogueAnswer, Signs } from '../engine/engine.js';
import type { SiteCounts } from './counts.js';

/** Every kind of finding. */
export const FINDING_CODES = [
  'clock_skew',
  'high_cardinality',
  'late_hits',
  'left_out_hits',
  'links_not_followed',
  'links_unproven',
  'placeholder_identity',
  'records_set_aside',
  'rejected_hits',
  'replaced_times',
  'revenue_misspelled',
  'revenue_not_numeric',
  'similar_event_names',
  'similar_property_names',
  'too_many_names',
  'two_identity_styles',
  'unidentified_after_sign_in',
] as const;

/** Something about a site's hits that makes its reports wrong (S21). */
export interface Finding {
  code: (typeof FINDING_CODES)[number];
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** What shows it: names, values and counts. */
  evidence: object[];
  /** What to do about it. */
  fix: string;
}

/** What the checks look at. */
export interface Symptoms {
  signs: Signs;
  events: readonly CatalogueAnswer[];
  properties: readonly CatalogueAnswer[];
  counts: SiteCounts;
  /** Names that differ in case alone are one. */
  foldNames: boolean;
}

/** One check: a finding, or nothing to say. */
export type Check = (symptoms: Symptoms) => Finding | undefined;
