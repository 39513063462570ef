import type { SeenName } from '../../report/query/names.js';

/** A name that came with hits, and what people say about it. */
export interface Noted extends SeenName {
  people?: number;
  firstSeen: string;
  lastSeen: string;
  hidden: boolean;
  description: string | null;
  merged: string[];
}

/** What a name is of. */
export type NameKind = 'events' | 'properties';
