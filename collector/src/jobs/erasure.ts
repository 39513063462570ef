import { unescape as unescapeText } from 'node:querystring';
import { decodeHit } from 'kmq/wire';
import type { LogRecord } from '../ingest/record.js';
import { type IdentityRules, normalizeIdentity } from '../people/identity.js';

/** Decides what belongs to a person who is erased. */
export interface Erasure {
  /** Every hit of the identities, and every word and link that names one of them. */
  takes(record: LogRecord): boolean;
  /** Whether other bytes, such as damaged ones, contain one of the identities. */
  mentions(bytes: string): boolean;
}

/** The same of one person. */
export interface PersonErasure extends Erasure {
  /** Whether an identity is theirs. */
  owns(identity: string): boolean;
  /** A text without those of the identities that occur in it as whole words. */
  scrub(text: string): string;
}

/** A shorter identity, such as `5` or `admin`, may be a common word. */
const TELLING_LENGTH = 6;
const ERASED = '(erased)';

const wordPattern = (identity: string): string =>
  `(?<![\\p{L}\\p{N}])${identity.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\p{N}])`;

/** The identities that a record names, as sent. */
export const identitiesOf = (record: LogRecord): string[] => {
  if (record.type === 'unlink' || record.type === 'approve' || record.type === 'unapprove')
    return [record.a, record.b];
  if (record.type !== 'hit') return [];
  const decoded = decodeHit(record.kind, new Map(record.fields));
  if ('rejected' in decoded) return [];
  const { kind, person, name } = decoded.hit;
  return kind === 'alias' ? [person, name!] : [person];
};

/** An identity as it is, and as it is spelled within JSON. */
const listSpellings = (identity: string): string[] => [
  identity,
  JSON.stringify(identity).slice(1, -1),
];

/** A text, and what lines of the wire in it say; in lower case, since e-mail addresses compare so. */
const listReadings = (text: string): string[] => {
  const lines = /[%+]/.test(text)
    ? [unescapeText(text), unescapeText(text.replaceAll('+', ' '))]
    : [];
  return [text, ...lines].map((reading) => reading.toLowerCase());
};

/** Tells what belongs to these identities of a site. */
export const createErasure = (
  site: string,
  identities: readonly string[],
  rules: IdentityRules,
): PersonErasure => {
  const erased = new Set(identities.map((identity) => normalizeIdentity(identity, rules)));
  const spelled = [...new Set([...identities, ...erased].flatMap(listSpellings))].map((identity) =>
    identity.toLowerCase(),
  );
  const owns = (identity: string) => erased.has(normalizeIdentity(identity, rules));
  const words = spelled.filter(({ length }) => length >= TELLING_LENGTH).map(wordPattern);
  const named = words.length ? new RegExp(words.join('|'), 'giu') : undefined;
  return {
    owns,
    scrub: (text) => (named ? text.replace(named, ERASED) : text),
    takes: (record) =>
      record.type !== 'erase' &&
      record.type !== 'erased' &&
      record.site === site &&
      identitiesOf(record).some(owns),
    mentions: (text) => {
      const readings = listReadings(text);
      return spelled.some((identity) => readings.some((reading) => reading.includes(identity)));
    },
  };
};
