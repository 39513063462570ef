import type { Kind } from 'kmq/wire';

/** A hit as a person watches it arrive. Times are ISO 8601 in UTC. */
export interface LiveHit {
  /** Position in the log. */
  seq: number;
  /** Corrected time of the hit. */
  time: string;
  /** Time of receipt; a late hit's own time may be days earlier. */
  received: string;
  kind: Kind;
  /** Event name, or the identity that an alias names. */
  name?: string;
  /** The identity as sent. */
  identity: string;
  properties: Record<string, string>;
}

/** A hit that was not taken. */
export interface LiveRejection {
  /** Time of receipt. */
  time: string;
  /** The same in the words of a hit. */
  received: string;
  reason: string;
  message: string;
  /** How the hit starts, as sent. */
  line: string;
}

/** What happens at one site, in order. */
export type LiveEntry =
  | { event: 'hit'; hit: LiveHit }
  | { event: 'rejected'; rejected: LiveRejection };

/** What a site's watchers are called with; `end` when the collector stops. */
export interface LiveListener {
  take(entry: LiveEntry): void;
  end(): void;
}

/** Hits on their way to whoever watches a site. Nothing is kept but the latest few. */
export interface Live {
  /** `toHits` is asked only when somebody watches or will want to see what was there. */
  publish(site: string, count: number, toHit: (index: number) => LiveHit): void;
  reject(site: string, toRejection: () => LiveRejection): void;
  /** The latest hits of a site, oldest first. */
  recent(site: string, count: number): LiveHit[];
  /** Forgets what was there. */
  forget(site: string): void;
  /** Calls the listener until the answer is called. */
  listen(site: string, listener: LiveListener): () => void;
  /** How many listen to a site. */
  watchers(site: string): number;
  close(): void;
}

/** What a page that has just been opened shows at once. */
export const RECENT_HITS = 100;

/** The latest hits of a site: made only when somebody looks, for most hits are never looked at. */
interface Recent {
  parts: { count: number; toHit: (index: number) => LiveHit }[];
  hits: number;
}

/** Forgets what is not among the latest; not at each hit, since that costs more than to keep some. */
const trim = (recent: Recent): void => {
  if (recent.parts.length < 2 * RECENT_HITS && recent.hits < 20 * RECENT_HITS) return;
  let first = recent.parts.length;
  for (recent.hits = 0; first && recent.hits < RECENT_HITS; )
    recent.hits += recent.parts[--first]!.count;
  recent.parts = recent.parts.slice(first);
};

/** Creates the meeting point of ingest and watchers. */
export const createLive = (): Live => {
  const listeners = new Map<string, Set<LiveListener>>();
  const latest = new Map<string, Recent>();

  const tell = (site: string, entry: LiveEntry): void => {
    for (const listener of listeners.get(site) ?? []) listener.take(entry);
  };

  return {
    publish(site, count, toHit) {
      const recent = latest.get(site) ?? { parts: [], hits: 0 };
      latest.set(site, recent);
      recent.parts.push({ count, toHit });
      recent.hits += count;
      trim(recent);
      if (!listeners.has(site)) return;
      for (let index = 0; index < count; index++) tell(site, { event: 'hit', hit: toHit(index) });
    },
    reject(site, toRejection) {
      if (listeners.has(site)) tell(site, { event: 'rejected', rejected: toRejection() });
    },
    recent(site, count) {
      const hits: LiveHit[] = [];
      const { parts } = latest.get(site) ?? { parts: [] };
      for (let part = parts.length - 1; part >= 0; part--)
        for (let index = parts[part]!.count - 1; index >= 0; index--) {
          if (hits.length >= Math.min(count, RECENT_HITS)) return hits.reverse();
          hits.push(parts[part]!.toHit(index));
        }
      return hits.reverse();
    },
    forget(site) {
      latest.delete(site);
    },
    listen(site, listener) {
      const watching = listeners.get(site) ?? new Set();
      listeners.set(site, watching.add(listener));
      return () => {
        watching.delete(listener);
        if (!watching.size && listeners.get(site) === watching) listeners.delete(site);
      };
    },
    watchers: (site) => listeners.get(site)?.size ?? 0,
    close() {
      for (const watching of listeners.values()) for (const listener of watching) listener.end();
      listeners.clear();
    },
  };
};
