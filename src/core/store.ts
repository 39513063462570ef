import { cookie } from '../browser/cookie.js';
import { item, readKeys } from '../browser/storage.js';

/** Where a client keeps things: nothing is written while it may not, nothing touched where it must not. */
export interface Store {
  /** Reads a key of localStorage, or writes it; '' removes. Tells what it holds then, '' for nothing. */
  item(key: string, value?: string): string;
  keys(prefix: string): string[];
  /** Reads a cookie by a pattern of its name, or writes it; '' deletes. Tells what it holds then. */
  cookie(name: string, value?: string, seconds?: number): string;
}

/** `mayKeep` is asked at every write. */
export const createStore = (
  settings: { cookieDomain: string; persistence: string },
  mayKeep: () => boolean,
): Store => {
  const may = (value?: string) => settings.persistence === 'cookie' && (!value || mayKeep());
  return {
    item: (key, value) => (may(value) ? item(key, value) : ''),
    keys: (prefix) => (may() ? readKeys(prefix) : []),
    cookie: (name, value, seconds) =>
      may(name !== 'km_c' ? value : '') ? cookie(name, value, seconds, settings.cookieDomain) : '',
  };
};
