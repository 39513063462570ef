import type { LinkSource } from 'kmq/wire';

/** One alias: a claim that two identities are one person. */
export interface Link {
  /** The identity that the call names. */
  a: string;
  /** The other one. */
  b: string;
  source: LinkSource;
  /** Corrected time, Unix milliseconds. */
  time: number;
  /** Hit id, where the client made one. */
  id?: string | undefined;
  /** The hit's fields as sent, in one text: what orders links that came without an id. */
  fields: string;
  /** False: whoever sent it has proved nothing. Links of before this was recorded do not say, and count as proven. */
  proven?: boolean | undefined;
}

/** Whether a link was meant as a statement (identify, alias), not found in a form or a URL. */
export const isStated = (link: Link): boolean => link.source === 'i' || link.source === 'a';

const compareBytes = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The order of links by strength, the strongest first: it depends on what they say, never on when they arrived (S9). */
export const compareLinks = (x: Link, y: Link): number =>
  Number(isStated(y)) - Number(isStated(x)) ||
  x.time - y.time ||
  compareBytes(x.id ?? x.fields, y.id ?? y.fields) ||
  compareBytes(x.fields, y.fields);

/** One text for two identities, whichever comes first. */
export const formatPair = (a: string, b: string): string => JSON.stringify(a < b ? [a, b] : [b, a]);
