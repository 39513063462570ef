/** Replaces lone surrogates: UTF-8 has no form for them and `encodeURIComponent` throws. */
export const toWellFormed = (text: string): string => text.replace(/[\ud800-\udfff]/gu, '\ufffd');

/** The first `length` code units of a well-formed text, never ending inside a surrogate pair. */
export const cut = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

/** What draws nothing (W3): all that Unicode lets every font ignore, control characters, the blank of Braille. */
const INVISIBLE = /[\p{DI}\u2800]|(?!\s)\p{Cc}/gu;

/** Composed (NFC), unless it is too long for a name anyhow: engines take minutes for a long row of accents. */
export const compose = (text: string): string => (text[1020] ? text : text.normalize());

/** A text as somebody sees it: composed, without what draws nothing, and without white space at its ends. */
export const toVisible = (text: string): string => compose(text.replace(INVISIBLE, '')).trim();

/** Whether there is anything to see. */
export const isVisible = (text: string): boolean => /[^\s\p{DI}\p{Cc}\u2800]/u.test(text);
