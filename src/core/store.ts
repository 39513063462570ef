import { readCookie, writeCookie } from '../browser/cookie.js';
import { readItem, readKeys, writeItem } from '../browser/storage.js';

/** Where a client keeps things: nothing is written while it may not, nothing touched where it must not. */
export interface Store {
  /** Reads a key of localStorage, or writes it; '' removes. Tells '' for nothing, false when it does not stick. */
  item(key: string): string;
  item(key: string, value: string): boolean;
  keys(prefix: string): string[];
  /** Reads a cookie by a pattern of its name, or writes it; '' deletes. */
  cookie(name: string): string;
  cookie(name: string, value: string, seconds?: number): boolean;
}

/** `mayKeep` is asked at every write. */
export const createStore = (
  settings: { cookieDomain: string; persistence: string },
  mayKeep: () => boolean,
): Store => {
  const isBlocked = (name = '', value = '') =>
    settings.persistence === 'memory' || (value && name !== 'km_c' && !mayKeep());
  return {
    item: ((key: string, value?: string) =>
      value === undefined
        ? isBlocked()
          ? ''
          : readItem(key)
        : !isBlocked(key, value) && writeItem(key, value)) as Store['item'],
    keys: (prefix) => (isBlocked() ? [] : readKeys(prefix)),
    cookie: ((name: string, value?: string, seconds?: number) =>
      value === undefined
        ? isBlocked()
          ? ''
          : readCookie(name)
        : !isBlocked(name, value) &&
          writeCookie(name, value, seconds, settings.cookieDomain || undefined)) as Store['cookie'],
  };
};
