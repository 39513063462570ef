/** Replaces lone surrogates: UTF-8 has no form for them and `encodeURIComponent` throws. */
export const toWellFormed = (text: string): string => text.replace(/[\ud800-\udfff]/gu, '\ufffd');

/** The first `length` code units of a well-formed text, never ending inside a surrogate pair. */
export const cut = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
