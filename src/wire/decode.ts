import { HIT_ID, KEY, LINK_SOURCE, NAME, PERSON, TIME, TIME_GIVEN } from './fields.js';
import { type Hit, type Kind, LINE_BYTES, type LinkSource, NAME_LENGTH } from './hit.js';
import { isIdentity, toNormalHit } from './normal.js';

/** Why a hit is not taken. Fixed codes: the input itself is never repeated to anyone. */
export type Rejection =
  | 'unknown_kind'
  | 'line_too_long'
  | 'missing_key'
  | 'missing_person'
  | 'missing_name'
  | 'identity_too_long'
  | 'time_in_milliseconds';

/** Names and values in the order sent, a repeated name at its first place with its last value. */
export type Fields = Map<string, string>;

/** `key` is '' where the text names none, as a line of a batch does. */
export type Decoded = { hit: Hit; key: string; fields: Fields } | { rejected: Rejection };

const KINDS: Record<string, Kind> = { e: 'event', s: 'set', a: 'alias' };

/** From here on a number is milliseconds since 1970, not seconds: as seconds it is the year 5138. */
const MILLISECONDS_FROM = 1e11;

/** What our client writes is ASCII; of anything else the platform knows best what it stands for. */
const ASCII = /^[\0-\x7f]*$/;

/** A name or value as the platform reads it. */
const decodeText = (text: string): string => {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A stray % or broken UTF-8, for which the platform has its rules.
    return new URLSearchParams(`=${text}`).get('') ?? '';
  }
};

/**
 * `+` and `%20` are spaces; a stray `%` stands for itself, and bytes that are no UTF-8 become U+FFFD: exactly what
 * `URLSearchParams` does in browsers, Node and workers, in a third of its time.
 */
export const decodeFields = (...queries: string[]): Fields => {
  const fields: Fields = new Map();
  for (const query of queries) {
    const pairs = query.replace(/^\?+/, '');
    if (!ASCII.test(pairs)) {
      for (const [name, value] of new URLSearchParams(pairs)) fields.set(name, value);
      continue;
    }
    for (const pair of pairs.split('&')) {
      if (!pair) continue;
      const middle = pair.indexOf('=');
      if (middle < 0) fields.set(decodeText(pair), '');
      else fields.set(decodeText(pair.slice(0, middle)), decodeText(pair.slice(middle + 1)));
    }
  }
  return fields;
};

/** Fields of one hit of the given kind (`e`, `s`, `a`) → the hit, or the reason why not. Never throws. */
export const decodeHit = (path: string, fields: Fields): Decoded => {
  const kind = Object.hasOwn(KINDS, path) ? KINDS[path]! : undefined;
  if (!kind) return { rejected: 'unknown_kind' };
  const person = fields.get(PERSON) ?? '';
  const name = fields.get(NAME) ?? '';
  if (!person) return { rejected: 'missing_person' };
  if (!name && kind !== 'set') return { rejected: 'missing_name' };
  if (!isIdentity(person) || (kind === 'alias' && name.length > NAME_LENGTH))
    return { rejected: 'identity_too_long' };

  const hit: Hit = { kind, person, properties: Object.fromEntries(fields) };
  if (kind !== 'set') hit.name = name;
  const sent = fields.get(TIME)?.trim();
  const time = Number(sent || Number.NaN);
  const timeGiven = fields.get(TIME_GIVEN) === '1';
  if (Number.isFinite(time)) {
    if (timeGiven && time >= MILLISECONDS_FROM) return { rejected: 'time_in_milliseconds' };
    hit.time = time;
    if (timeGiven) hit.timeGiven = true;
  }
  const id = fields.get(HIT_ID);
  if (id) hit.id = id;
  const source = fields.get(LINK_SOURCE);
  if (kind === 'alias' && source && /^[iafu]$/.test(source)) hit.source = source as LinkSource;
  const normal = toNormalHit(hit);
  return normal
    ? { hit: normal, key: fields.get(KEY) ?? '', fields }
    : { rejected: 'missing_name' };
};

/** Whether a text, as UTF-8, is longer than a line may be; what our client writes is ASCII. */
const isTooLong = (line: string): boolean =>
  line.length > LINE_BYTES ||
  // A code unit takes 3 bytes at most, so short lines need no counting.
  (line.length * 3 > LINE_BYTES && new TextEncoder().encode(line).length > LINE_BYTES);

/** One line of a batch → the hit, or the reason why not. Never throws. */
export const decodeLine = (line: string): Decoded => {
  if (isTooLong(line)) return { rejected: 'line_too_long' };
  const [, path = '', query = ''] = /^\/*([^?]*)\??(.*)$/s.exec(line)!;
  return decodeHit(path, decodeFields(query));
};
