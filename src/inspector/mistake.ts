import type { Moment } from './moment.js';

/** A mistake of the page, in the words of the collector's findings. */
export interface Mistake {
  code: string;
  /** What is wrong, a sentence. */
  message: string;
  /** Where: the name or the value that shows it. */
  evidence: string;
  /** What to do about it, a sentence. */
  fix: string;
}

/** An event, or properties of a person, by name. */
export interface Tracked {
  kind: 'event' | 'set';
  name: string;
}

/** What earlier moments have told, of this page and of pages before it. */
export interface Known {
  /** Names of events. */
  events: readonly string[];
  /** Identities that were given to identify. */
  identities: readonly string[];
  /** What the page called last, when that was to record or to set. */
  called?: Tracked | undefined;
  /** What this page recorded and set while nobody had a name, since the last identify. */
  early: readonly Tracked[];
  /** Batches in a row that had no answer. */
  unanswered: number;
}

/** Nothing is known yet. */
export const NOTHING_KNOWN: Known = { events: [], identities: [], early: [], unanswered: 0 };

/** One check of a moment: a mistake, or nothing to say. */
export type Check = (moment: Moment, known: Known) => Mistake | undefined;
