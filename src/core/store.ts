import { COOKIE_SECONDS, readCookie, writeCookie } from '../browser/cookie.js';
import { readStorage, readStorageKeys, writeStorage } from '../browser/storage.js';

/** Where a client may keep something: nothing is written while it may not, and nothing read where it must not. */
export interface Store {
  /** '' where there is nothing. */
  read(key: string): string;
  /** False when it does not stick. '' removes. */
  write(key: string, value: string): boolean;
  keys(prefix: string): string[];
  readCookie(name: string): string;
  /** False when it does not stick. '' deletes. */
  writeCookie(name: string, value: string, seconds?: number | undefined): boolean;
}

/** `mayKeep` is asked at every access. */
export const createStore = (
  settings: { cookieDomain: string; persistence: string },
  mayKeep: () => boolean,
): Store => {
  const isKept = () => settings.persistence !== 'memory';
  return {
    read: (key) => (isKept() && readStorage(key)) || '',
    write: (key, value) => isKept() && (mayKeep() || !value) && writeStorage(key, value),
    keys: (prefix) => (isKept() ? readStorageKeys(prefix) : []),
    readCookie: (name) => (isKept() ? readCookie(name) : ''),
    writeCookie: (name, value, seconds = COOKIE_SECONDS) =>
      isKept() &&
      (mayKeep() || !value || name === 'km_c') &&
      writeCookie(name, value, seconds, settings.cookieDomain || undefined),
  };
};
