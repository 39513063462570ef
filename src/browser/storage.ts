import { tryOr } from './report.js';

/** Reads a key of localStorage, or writes it and tells the value; '' removes. '' for nothing, and where it does not stick. */
export const item = (key: string, value?: string): string =>
  tryOr('', () => {
    const { localStorage } = window;
    if (value) localStorage[key] = value;
    if (value === '') delete localStorage[key];
    return value ?? localStorage[key];
  });

/** Keys of localStorage that start with a prefix. */
export const readKeys = (prefix: string): string[] =>
  tryOr([], () => Object.keys(window.localStorage).filter((key) => key.startsWith(prefix)));
