/** Reads localStorage; null where it is blocked, as in a sandboxed frame, or holds nothing. */
export const readStorage = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    // Blocked: the page is tracked from memory.
    return null;
  }
};

/** Writes, or removes with ''. False where storage is full, blocked or missing: memory has to do. */
export const writeStorage = (key: string, value: string): boolean => {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    return true;
  } catch {
    // Full or blocked: the answer says it.
    return false;
  }
};

/** Names in localStorage that start with a prefix. */
export const readStorageKeys = (prefix: string): string[] => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    // Blocked.
    return [];
  }
};
