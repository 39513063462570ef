/** Reads localStorage; '' where it holds nothing or is blocked, as in a sandboxed frame. */
export const readItem = (key: string): string => {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    // Blocked: memory has to do.
    return '';
  }
};

/** Writes localStorage, or removes with ''. False where it is full or blocked: memory has to do. */
export const writeItem = (key: string, value: string): boolean => {
  try {
    localStorage[value ? 'setItem' : 'removeItem'](key, value);
    return true;
  } catch {
    // Full or blocked: the answer says it.
    return false;
  }
};

/** Keys of localStorage that start with a prefix. */
export const readKeys = (prefix: string): string[] => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    // Blocked.
    return [];
  }
};
