import { join } from 'node:path';
import { type Listed, openListed } from './listed.js';

/** A population that somebody saved: its condition as it was sent. */
export interface Population {
  id: string;
  name: string;
  definition: object;
  /** ISO 8601. */
  created: string;
}

const POPULATIONS_MOST = 500;

/** Saved populations. */
export type Populations = Listed<Population>;

/** Opens the populations of these sites. */
export const openPopulations = (data: string, sites: readonly string[]): Promise<Populations> =>
  openListed(join(data, 'populations'), sites, POPULATIONS_MOST);
