import { engineFailure } from './failure.js';

/** A place in a list as an opaque text. */
export const toCursor = (...place: string[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place that a cursor stands for: so many texts, each of the given form. */
export const fromCursor = (cursor: string, ...forms: RegExp[]): string[] => {
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    // Not ours; told below with everything else that is not.
  }
  if (
    Array.isArray(place) &&
    place.length === forms.length &&
    place.every((text, at) => typeof text === 'string' && forms[at]!.test(text))
  )
    return place;
  throw engineFailure(
    'invalid_cursor',
    'cursor: not one that this list gave; leave it out to start from the beginning',
  );
};
