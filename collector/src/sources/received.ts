/** What came of one request to a source. */
export interface Received {
  /** ISO 8601. */
  time: string;
  /** How many hits it made. */
  recorded: number;
  /** Why it made none, where something is wrong. */
  problem: string | null;
  /** The body, of a source that needs an example of it. */
  body: unknown;
}

/** The last requests of each source, in memory alone: they are about people. */
export interface ReceivedLog {
  add(source: string, received: Received): void;
  list(source: string): Received[];
  forget(source: string): void;
}

/** Enough to see whether it works. */
const KEPT = 20;
/** All sources of a collector; those that were heard of last stay. */
const SOURCES_MOST = 200;

/** Has received nothing yet. */
export const createReceivedLog = (): ReceivedLog => {
  const kept = new Map<string, Received[]>();
  return {
    add(source, received) {
      const before = kept.get(source) ?? [];
      kept.delete(source);
      kept.set(source, [received, ...before].slice(0, KEPT));
      for (const oldest of kept.keys()) {
        if (kept.size <= SOURCES_MOST) break;
        kept.delete(oldest);
      }
    },
    list: (source) => kept.get(source) ?? [],
    forget: (source) => void kept.delete(source),
  };
};
