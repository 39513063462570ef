/** What pages of the original client, or the collector, say by globals. */
export const readGlobal = (name: string): unknown =>
  (globalThis as unknown as Record<string, unknown>)[name];
