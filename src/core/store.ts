import { cookie } from '../browser/cookie.js';
import { item, readKeys } from '../browser/storage.js';

/** Where a client keeps things: nothing is written while it may not, nothing touched where it must not. */
export interface Store {
  /** Reads a key of localStorage, or writes it; '' removes. Tells what it holds then, '' for nothing. */
  item(key: string, value?: string): string;
  keys(prefix: string): string[];
  /**
   * Reads a cookie by a pattern of its name, or writes it; '' deletes. Tells what it holds then. Where cookies do not
   * stick, as in WebViews and on `file:`, localStorage holds it under its name, and where nothing sticks the page does.
   */
  cookie(name: string, value?: string, seconds?: number): string;
}

/** Far beyond the life of a cookie. */
const LONG_SECONDS = 1e9;

/** A copy of a cookie: what it holds, encoded as in the cookie, and when it ends, Unix milliseconds. */
const COPY = /^([^;]*);(\d+)$/;

/** `mayKeep` is asked at every write. */
export const createStore = (
  settings: { cookieDomain: string; persistence: string },
  mayKeep: () => boolean,
): Store => {
  const memory: Record<string, string> = Object.create(null);
  const isKept = () => settings.persistence === 'cookie';
  const readCopy = (name: string): string => {
    const [, value = '', end] = COPY.exec((isKept() && item(name)) || memory[name] || '') ?? [];
    return Date.now() < +end! ? decodeURIComponent(value) : '';
  };

  return {
    item: (key, value) => (isKept() && (!value || mayKeep()) ? item(key, value) : ''),
    keys: (prefix) => (isKept() ? readKeys(prefix) : []),
    cookie(name, value, seconds) {
      // The choice itself is kept whatever it is.
      if (value && name !== 'km_c' && !mayKeep()) return '';
      const held = isKept() ? cookie(name, value, seconds, settings.cookieDomain) : '';
      if (value !== undefined) {
        const copy =
          held === value
            ? ''
            : `${encodeURIComponent(value)};${Date.now() + (seconds ?? LONG_SECONDS) * 1000}`;
        if (name !== 'km_ai') {
          if (isKept()) item(name, copy);
          memory[name] = copy;
        }
      }
      return held || readCopy(name);
    },
  };
};
