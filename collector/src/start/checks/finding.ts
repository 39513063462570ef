import type { Config } from '../../config.js';

/** One thing that was looked at. */
export interface Finding {
  ok: boolean;
  /** What was found; where something is wrong, also what to do. */
  text: string;
}

/** Looks at one part of a collector. What it throws is a finding, too. */
export type Check = (config: Config) => Promise<Finding[]>;
