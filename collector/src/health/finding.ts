import type { CatalogueAnswer, Signs } from '../engine/engine.js';
import type { SiteCounts } from './counts.js';

/** Something about a site's hits that makes its reports wrong (S21). */
export interface Finding {
  code: string;
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
