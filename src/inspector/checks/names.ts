import { toMeaningOf } from '../meaning.js';
import type { Check } from '../mistake.js';

const toPlain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();

const quote = (text: string): string => `“${text}”`;

/** An event whose name differs from an earlier one only in case and spaces. */
export const checkSimilarName: Check = (moment, { events }) => {
  const { kind, name } = toMeaningOf(moment);
  if (kind !== 'event' || !name || events.includes(name)) return undefined;
  const earlier = events.find((other) => toPlain(other) === toPlain(name));
  if (earlier === undefined) return undefined;
  return {
    code: 'similar_event_names',
    message:
      'This event is called almost the same as an earlier one; each spelling is an event of its own.',
    evidence: `${quote(name)}, earlier ${quote(earlier)}`,
    fix: 'Use one spelling everywhere.',
  };
};

/** A name or an identity that begins or ends with a space. */
export const checkSpaces: Check = (moment) => {
  const { name = '', properties = {} } = toMeaningOf(moment);
  const isIdentify = moment.what === 'call' && moment.command === 'identify';
  const texts = [name, ...Object.keys(properties), ...(isIdentify ? [String(moment.args[0])] : [])];
  const found = texts.filter((text) => text !== text.trim());
  if (!found.length) return undefined;
  return {
    code: 'spaces_around_name',
    message: 'A name begins or ends with a space; with and without it are two names.',
    evidence: found.map(quote).join(', '),
    fix: 'Take the spaces away where the name comes from.',
  };
};
