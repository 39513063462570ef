import { HIT_ID, KEY, LINK_SOURCE, NAME, PERSON, TIME, TIME_GIVEN } from './fields.js';
import { type Hit, type Kind, LINE_BYTES, type LinkSource, NAME_LENGTH } from './hit.js';
import { toNormalHit } from './normal.js';
import { isVisible } from './text.js';

/** Why a hit is not taken. Fixed codes: the input itself is never repeated to anyone. */
export type Rejection =
  | 'unknown_kind'
  | 'line_too_long'
  | 'missing_key'
  | 'missing_person'
  | 'missing_name'
  | 'identity_too_long'
  | 'unreadable_text'
  | 'time_in_milliseconds';

/** Names and values in the order sent, a repeated name at its first place with its last value. */
export type Fields = Map<string, string>;

/** `key` is '' where the text names none, as a line of a batch does. */
export type Decoded = { hit: Hit; key: string; fields: Fields } | { rejected: Rejection };

const KINDS: Record<string, Kind> = { e: 'event', s: 'set', a: 'alias' };

/** From here on a number is milliseconds since 1970, not seconds: as seconds it is the year 5138. */
const MILLISECONDS_FROM = 1e11;

/** The bytes 0x80 to 0x9f in Windows-1252; U+FFFD where it has none. */
const WINDOWS_1252 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

const ESCAPES = /(?:%[\da-f]{2})+/gi;
/** An escaped byte that is no ASCII. */
const HIGH_ESCAPE = /%[89a-f][\da-f]/i;

const fromUtf8 = (escapes: string): string | undefined => {
  try {
    return decodeURIComponent(escapes);
  } catch {
    // Other bytes than those of UTF-8.
    return undefined;
  }
};

const fromWindows1252 = (escapes: string): string =>
  escapes.replace(/%(..)/g, (_, hex) => {
    const byte = Number.parseInt(hex, 16);
    return WINDOWS_1252[byte - 0x80] ?? String.fromCharCode(byte);
  });

const isUtf8 = (text: string): boolean =>
  (text.match(ESCAPES) ?? []).every((run) => fromUtf8(run) !== undefined);

/**
 * A name or value: UTF-8 where all its escapes are, else Windows-1252, with U+FFFD for a byte that has no meaning there
 * either. A `%` that escapes nothing stands for itself.
 */
export const decodeText = (text: string): string => {
  if (!text.includes('%') && !text.includes('+')) return text;
  const spaced = text.replaceAll('+', ' ');
  return (
    fromUtf8(spaced) ??
    spaced.replace(ESCAPES, isUtf8(spaced) ? (run) => fromUtf8(run)! : fromWindows1252)
  );
};

/** Tells each name and value of a query, not decoded; `''` is the value of a name that stands alone. */
const eachPair = (query: string, tell: (name: string, value: string) => void): void => {
  for (const pair of query.replace(/^\?+/, '').split('&')) {
    if (!pair) continue;
    const middle = pair.indexOf('=');
    if (middle < 0) tell(pair, '');
    else tell(pair.slice(0, middle), pair.slice(middle + 1));
  }
};

/**
 * `+` and `%20` are spaces and a stray `%` stands for itself, as in `URLSearchParams`, in a third of its time; bytes that
 * are no UTF-8 are read as Windows-1252 (W2).
 */
export const decodeFields = (...queries: string[]): Fields => {
  const fields: Fields = new Map();
  for (const query of queries)
    eachPair(query, (name, value) => {
      fields.set(decodeText(name), decodeText(value));
    });
  return fields;
};

/** Whether all names and values of a query are text: no byte of them is without a meaning (W2). */
const isReadable = (query: string): boolean => {
  if (!HIGH_ESCAPE.test(query)) return true;
  let readable = true;
  eachPair(query, (...texts) => {
    readable &&= texts.every((text) => isUtf8(text) || !decodeText(text).includes('\ufffd'));
  });
  return readable;
};

/** Fields of one hit of the given kind (`e`, `s`, `a`) → the hit, or the reason why not. Never throws. */
export const decodeHit = (path: string, fields: Fields): Decoded => {
  const kind = Object.hasOwn(KINDS, path) ? KINDS[path]! : undefined;
  if (!kind) return { rejected: 'unknown_kind' };
  const person = fields.get(PERSON) ?? '';
  const name = fields.get(NAME) ?? '';
  if (!isVisible(person)) return { rejected: 'missing_person' };
  if (kind === 'alias' ? !isVisible(name) : kind === 'event' && !name)
    return { rejected: 'missing_name' };
  if (person.length > NAME_LENGTH || (kind === 'alias' && name.length > NAME_LENGTH))
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
  const decoded = decodeHit(path, decodeFields(query));
  return 'hit' in decoded && !isReadable(query) ? { rejected: 'unreadable_text' } : decoded;
};
