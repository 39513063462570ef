import { NAME_LENGTH, VALUE_LENGTH } from 'kmq/wire';
import { ApiError } from '../errors.js';

/** A part of a request with its name, so that an error can tell where it is. */
export interface Field {
  name: string;
  value: unknown;
}

/** The name of a part may be as long as who asks likes. */
const FIELD_LENGTH = 255;

/** An error about one part of a request, in a sentence of its own. */
export const refuse = ({ name }: Field, toMessage: (field: string) => string): ApiError => {
  const field = name.slice(0, FIELD_LENGTH);
  return new ApiError('invalid_request', { ...(field && { field }), message: toMessage(field) });
};

/** An error that says what is wrong with one part of a request, after its name. */
export const wrong = (part: Field, problem: string): ApiError =>
  refuse(part, (field) => `${field ? `"${field}"` : 'The request'} ${problem}.`);

/** A part of a part. */
export const at = ({ name, value }: Field, key: string | number): Field => ({
  name: name ? `${name}.${key}` : String(key),
  value: (value as Record<string, unknown>)[key],
});

/** Whether a part was left out. */
export const isGiven = ({ value }: Field): boolean => value !== undefined && value !== null;

/** An object that has no parts but these: a misspelt one would silently change the numbers. */
export const readObject = (field: Field, names: readonly string[]): Field => {
  const { value } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(field, 'must be an object');
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw refuse(
      at(field, unknown),
      (name) => `Unknown field "${name}". Known fields: ${names.join(', ')}.`,
    );
  return field;
};

/** The members of a list. */
export const readList = (field: Field, [least, most]: readonly [number, number]): Field[] => {
  const { value } = field;
  if (!Array.isArray(value)) throw wrong(field, 'must be an array');
  if (value.length < least || value.length > most)
    throw wrong(field, `must have ${least} to ${most} entries, not ${value.length}`);
  return value.map((_, index) => at(field, index));
};

/** A text of at most so many characters: whatever is done with one takes the longer, the longer it is. */
export const readText = (field: Field, most: number): string => {
  const { value } = field;
  if (typeof value !== 'string') throw wrong(field, 'must be a string');
  if (value.length > most)
    throw wrong(field, `must be at most ${most} characters long, not ${value.length}`);
  return value;
};

/** A name that is not empty, composed as names of hits are (W3). */
export const readName = (field: Field): string => {
  if (!isGiven(field)) throw wrong(field, 'is missing');
  if (!readText(field, NAME_LENGTH)) throw wrong(field, 'must not be empty');
  return (field.value as string).normalize();
};

/** A value of a property; numbers and truth values as they are sent. */
export const readValue = (field: Field): string => {
  const { value } = field;
  if (!['string', 'number', 'boolean'].includes(typeof value))
    throw wrong(field, 'must be a string, a number or a boolean');
  const text = String(value);
  if (text.length > VALUE_LENGTH)
    throw wrong(field, `must be at most ${VALUE_LENGTH} characters long`);
  return text;
};

/** One of several words. */
export const readWord = <Word extends string>(field: Field, words: readonly Word[]): Word => {
  if (!words.includes(field.value as Word))
    throw wrong(field, `must be one of ${words.join(', ')}`);
  return field.value as Word;
};

/** A whole number within bounds. */
export const readWhole = (field: Field, [least, most]: readonly [number, number]): number => {
  const { value } = field;
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    throw wrong(field, `must be a whole number from ${least} to ${most}`);
  return value as number;
};

const WINDOW_MOST = 10 * 366 * 86_400;

/** Seconds; null where the time is not limited. */
export const readWindow = (field: Field): number | null =>
  isGiven(field) ? readWhole(field, [1, WINDOW_MOST]) : null;

/** Errors of what is read as one part of a larger request name their place in it. */
export const inField = <Read>(name: string, read: () => Read): Read => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { field, ...detail } = error.detail;
    throw new ApiError(error.code, { ...detail, field: field ? `${name}.${field}` : name });
  }
};
