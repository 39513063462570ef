import { type Kind, LINE_BYTES, NAME_LENGTH } from './hit.js';

/** What a receiver has to know of a line before it keeps it. */
export interface Glance {
  kind: Kind;
  /** Site key, where the line names one. */
  key?: string;
  /** `_t` in Unix seconds, where it is a number. */
  time?: number;
  /** `_d` is 1: the time stands to the letter. */
  timeGiven?: boolean;
}

const KINDS: Record<string, Kind> = { e: 'event', s: 'set', a: 'alias' };

/** From here on a number is milliseconds since 1970, not seconds. */
const MILLISECONDS_FROM = 1e11;
/** Shorter lines keep the limit in UTF-8, too, whatever they hold. */
const SHORT = LINE_BYTES / 3;

const [QUERY, EQUALS, ESCAPE, PLUS, RESERVED] = [63, 61, 37, 43, 95];
/** What can be seen of ASCII lies between the first and the last; the figure is where high bytes begin in hex. */
const [SPACE, EIGHT, DELETE] = [32, 56, 127];
/** Escaped bytes that are no ASCII. */
const HIGH_ESCAPES = /(?:%[89a-f][\da-f])+/gi;

/** Whether a text begins with what can be seen as it stands; of most identities that answers for all of it. */
const startsVisibly = (line: string, start: number): boolean => {
  const first = line.charCodeAt(start);
  return first > SPACE && first < DELETE && first !== ESCAPE && first !== PLUS;
};

/** Whether a line may have an escape of a byte that is no ASCII: looking from % to % is quicker than an expression. */
const hasHighEscape = (line: string): boolean => {
  for (let at = line.indexOf('%'); at >= 0; at = line.indexOf('%', at + 1))
    if (line.charCodeAt(at + 1) >= EIGHT) return true;
  return false;
};

/** Whether only decoding tells what bytes mean that are no ASCII. */
const needsDecoding = (line: string): boolean => {
  if (!hasHighEscape(line)) return false;
  try {
    for (const run of line.match(HIGH_ESCAPES) ?? []) decodeURIComponent(run);
    return false;
  } catch {
    // Bytes that are no UTF-8.
    return true;
  }
};
/** Nothing, or a number that needs no decoding. */
const NUMBER = /^(\d{1,15}(\.\d{1,9})?)?$/;

/**
 * Looks at a line as our client writes it without decoding it: undefined where only decoding tells, which is also
 * what is said of every line that has to be refused. Where it answers, `decodeLine` gives a hit of the same kind and time.
 */
export const glance = (line: string): Glance | undefined => {
  const kind = KINDS[line[0]!];
  if (!kind || line.length > SHORT || line.charCodeAt(1) !== QUERY) return undefined;
  // Their lengths: a text for each would be most of the work.
  let person = 0;
  let name = 0;
  let time = '';
  let given = '';
  let key = '';
  for (let start = 2; start < line.length; ) {
    const next = line.indexOf('&', start);
    const end = next < 0 ? line.length : next;
    const first = line.charCodeAt(start);
    // What is escaped may be one of ours.
    if (first === ESCAPE || first === QUERY) return undefined;
    if (first === RESERVED) {
      if (line.charCodeAt(start + 2) !== EQUALS) return undefined;
      const from = start + 3;
      switch (line[start + 1]) {
        case 'p':
          person = startsVisibly(line, from) ? end - from : 0;
          break;
        case 'n':
          name = kind !== 'alias' || startsVisibly(line, from) ? end - from : 0;
          break;
        case 't':
          time = line.slice(from, end);
          break;
        case 'd':
          given = line.slice(from, end);
          break;
        case 'k':
          key = line.slice(from, end);
          break;
        case '%':
          return undefined;
      }
    }
    start = end + 1;
  }
  // Decoding makes no text longer, and none empty.
  if (person < 1 || person > NAME_LENGTH) return undefined;
  if (kind !== 'set' && (name < 1 || name > NAME_LENGTH)) return undefined;
  if (needsDecoding(line)) return undefined;
  if ((key && /[%+]/.test(key)) || !NUMBER.test(time) || (given && given !== '1')) return undefined;
  const seen: Glance = { kind };
  if (key) seen.key = key;
  if (time) seen.time = Number(time);
  if (given && seen.time! >= MILLISECONDS_FROM) return undefined;
  if (given && time) seen.timeGiven = true;
  return seen;
};
