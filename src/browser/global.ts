/**
 * What pages of the original client, or the collector, say by globals. Elements answer to their ids as globals, too, and
 * frames to their names: those are no globals of the window itself.
 */
export const readGlobal = (name: string): unknown =>
  typeof window === 'object' && Object.getOwnPropertyDescriptor(window, name)
    ? window[name as never]
    : undefined;

/** Sets a global, where the page lets us. */
export const writeGlobal = (name: string, value: unknown): void => {
  try {
    (window as unknown as Record<string, unknown>)[name] = value;
  } catch {
    // It cannot be written: the page's own stays.
  }
};
