/** What one call means: an event, properties of a person, or two identities that are one person. */
export type Kind = 'event' | 'set' | 'alias';

/** Property names and their values as text, in the order in which they were given. */
export type Properties = Record<string, string>;

/** Where an alias comes from: `i` identify, `a` alias, `f` form field, `u` URL. */
export type LinkSource = 'i' | 'a' | 'f' | 'u';

/** One hit. Every text is as a page or server gave it until `toNormalHit` has seen it. */
export interface Hit {
  kind: Kind;
  /** Identity that the hit belongs to, 1–255 characters; on an alias, the other identity. */
  person: string;
  /** Event name; on an alias, the identity that the call names. A set has none. */
  name?: string;
  properties: Properties;
  /** Unix seconds, with milliseconds as a fraction. */
  time?: number;
  /** The caller gave the time: it stands to the letter. */
  timeGiven?: boolean;
  /** Hit id, for de-duplication. */
  id?: string;
  source?: LinkSource;
}

/** Longest identity, event name and property name, in UTF-16 code units, as `String.length` counts them. */
export const NAME_LENGTH = 255;
/** Longest property value, in UTF-16 code units. */
export const VALUE_LENGTH = 2048;
/** Longest line, in bytes; an encoded line is ASCII, so also in characters. */
export const LINE_BYTES = 16_384;
