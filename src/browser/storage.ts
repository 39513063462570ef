import { takeFromFrame } from './native.js';
import { tryOr } from './report.js';

/** The storage of the page; a frame without an address has the same. */
const readStorage = (): Storage => {
  const { localStorage } = window;
  return !localStorage || {}.toString.call(localStorage) === '[object Storage]'
    ? localStorage
    : takeFromFrame('localStorage');
};

/** Reads a key of localStorage, or writes it and tells the value; '' removes. '' for nothing, and where it does not stick. */
export const item = (key: string, value?: string): string =>
  tryOr('', () => {
    const storage = readStorage();
    if (value) storage[key] = value;
    if (value === '') delete storage[key];
    return value ?? storage[key];
  });

/** Keys of localStorage that start with a prefix. */
export const readKeys = (prefix: string): string[] =>
  tryOr([], () => Object.keys(readStorage()).filter((key) => key.startsWith(prefix)));
