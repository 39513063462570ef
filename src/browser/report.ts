/** One line in the console for a mistake of the page's author. */
export const warn = (...what: unknown[]): void => console.warn('kmq:', ...what);

/** Throws in a task of its own: the page's call goes on and `window.onerror` still sees the error. */
export const report = (error: unknown): void => {
  setTimeout(() => {
    throw error;
  });
};

/** Runs what may throw; the error is reported, not raised. */
export const attempt = <T>(run: () => T): T | undefined => {
  try {
    return run();
  } catch (error) {
    report(error);
    return undefined;
  }
};
