import { toText } from '../../wire/value.js';
import { toMeaningOf } from '../meaning.js';
import type { Check } from '../mistake.js';

/** 2001 to 2286, in seconds or milliseconds. */
const UNIX_TIME = /^[1-9]\d{9}(\d{3})?(\.\d+)?$/;
/** A day with a time. */
const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
const UUID = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i;
/** Hexadecimal digits, both digits and letters among them, as of a session. */
const HEX = /^(?=.*\d)(?=.*[a-f])[\da-f]{16,}$/i;
/** Letters of both cases and digits in one long word. */
const MIXED = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+/=-]{20,}$/;

const SHAPES = [
  { what: 'a time', patterns: [UNIX_TIME, ISO_TIME] },
  { what: 'an id', patterns: [UUID, HEX, MIXED] },
];

const toValue = (value: unknown): string => {
  try {
    return toText(value) ?? '';
  } catch {
    // It has no text, so it is not sent.
    return '';
  }
};

/** A property of a person whose value is another one each time. */
export const checkCardinality: Check = (moment) => {
  const { kind, properties = {} } = toMeaningOf(moment);
  if (kind !== 'set') return undefined;
  const evidence = Object.entries(properties).flatMap(([name, value]) => {
    const text = toValue(value);
    const shape = SHAPES.find(({ patterns }) => patterns.some((pattern) => pattern.test(text)));
    return shape ? [`“${name}” is ${shape.what}: ${text}`] : [];
  });
  if (!evidence.length) return undefined;
  return {
    code: 'high_cardinality',
    message: 'Some properties of people have another value almost every time.',
    evidence: evidence.join(', '),
    fix: 'Send times and ids as properties of events; set on people what groups them.',
  };
};
