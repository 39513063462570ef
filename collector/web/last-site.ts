const KEY = 'kmq:last-site';

/** The key of the site that was open last in this browser. */
export const readLastSite = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // A browser without storage opens the first site.
    return null;
  }
};

/** Remembers the open site for the next visit. */
export const keepLastSite = (key: string): void => {
  try {
    localStorage.setItem(KEY, key);
  } catch {
    // As above.
  }
};
