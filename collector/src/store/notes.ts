import { join } from 'node:path';
import { type Listed, openListed } from './listed.js';

/** A note on a chart: what happened on a day. */
export interface Note {
  id: string;
  /** Local date of the site, 2026-11-22. */
  date: string;
  text: string;
  /** ISO 8601. */
  created: string;
}

const NOTES_MOST = 1000;

/** Notes on the time axis. */
export type Notes = Listed<Note>;

/** Opens the notes of these sites. */
export const openNotes = (data: string, sites: readonly string[]): Promise<Notes> =>
  openListed(join(data, 'notes'), sites, NOTES_MOST);
