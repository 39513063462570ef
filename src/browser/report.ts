import { readGlobal } from './global.js';

/** What happens is kept for the inspector until it comes, as much as this. */
const MOST_TOLD = 1_000;

/** Tells the inspector what happens, `[milliseconds, kind, ...detail]`; nothing where nobody debugs the page. */
export const tell = (...what: unknown[]): void => {
  // A page may have put anything there: no hit waits for it.
  tryOr<unknown>(0, () => {
    const told = readGlobal('KM_INSPECT') as unknown[][] | undefined;
    return told && told.length < MOST_TOLD && told.push([Date.now(), ...what]);
  });
};

/** One line in the console for a mistake of the page's author. */
export const warn = (...what: unknown[]): void => {
  tryOr<unknown>(0, () => globalThis.console.warn('kmq:', ...what));
  tell('warning', ...what);
};

/** Runs what may throw; the error comes up in a task of its own, where `window.onerror` sees it. */
export const attempt = <T>(run: () => T): T | undefined => {
  try {
    return run();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
    return undefined;
  }
};

/** Does what a browser may refuse, as in a sandboxed frame; then, or for want of a result, the other value. */
export const tryOr = <T>(otherwise: T, run: () => T | null | undefined): T => {
  try {
    return run() ?? otherwise;
  } catch {
    // Refused: the callers go on with what they have in memory.
    return otherwise;
  }
};
