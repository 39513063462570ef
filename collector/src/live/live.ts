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

/** Some events of a site as they go over the line, written once for all who watch. */
export interface LiveChunk {
  bytes: Buffer;
  /** How many events they are. */
  count: number;
}

/** What a site's watchers are called with; `end` when the collector stops. */
export interface LiveListener {
  take(chunk: LiveChunk): void;
  end(): void;
}

/** Most who watch at the same time: each costs what waits for it. */
export interface LiveLimits {
  site: number;
  all: number;
}

const LIMITS: LiveLimits = { site: 50, all: 200 };
/** A chunk is closed when it is so long: who is slow loses no more than that at once. */
const CHUNK_CHARACTERS = 16 * 1024;

/** A hit as a server-sent event. */
export const encodeHit = (hit: LiveHit): string =>
  `event: hit\nid: ${hit.seq}\ndata: ${JSON.stringify(hit)}\n\n`;

const encodeRejection = (rejected: LiveRejection): string =>
  `event: rejected\ndata: ${JSON.stringify(rejected)}\n\n`;

/** The live view: sends accepted hits to the watchers of a site, and keeps only the latest few. */
export interface Live {
  /** `createHit` is called only for watchers, or later for the recent hits of a new watcher. */
  publish(site: string, count: number, createHit: (index: number) => LiveHit): void;
  reject(site: string, toRejection: () => LiveRejection): void;
  /** The latest hits of a site, oldest first. */
  recent(site: string, count: number): LiveHit[];
  /** Forgets what was there. */
  forget(site: string): void;
  /** Calls the listener until the answer is called; undefined where too many watch already. */
  listen(site: string, listener: LiveListener): (() => void) | undefined;
  /** How many listen to a site. */
  watchers(site: string): number;
  close(): void;
}

/** What a page that has just been opened shows at once. */
export const RECENT_HITS = 100;

/** The latest hits of a site, created only on demand, because most are never shown. */
interface Recent {
  parts: { count: number; createHit: (index: number) => LiveHit }[];
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
export const createLive = (limits: LiveLimits = LIMITS): Live => {
  const listeners = new Map<string, Set<LiveListener>>();
  const latest = new Map<string, Recent>();

  const tell = (site: string, text: string, count: number): void => {
    const chunk = { bytes: Buffer.from(text), count };
    for (const listener of listeners.get(site) ?? []) listener.take(chunk);
  };

  return {
    publish(site, count, createHit) {
      const recent = latest.get(site) ?? { parts: [], hits: 0 };
      latest.set(site, recent);
      recent.parts.push({ count, createHit });
      recent.hits += count;
      trim(recent);
      if (!listeners.has(site)) return;
      let text = '';
      for (let index = 0, first = 0; index < count; index++) {
        text += encodeHit(createHit(index));
        if (text.length < CHUNK_CHARACTERS && index < count - 1) continue;
        tell(site, text, index + 1 - first);
        text = '';
        first = index + 1;
      }
    },
    reject(site, toRejection) {
      if (listeners.has(site)) tell(site, encodeRejection(toRejection()), 1);
    },
    recent(site, count) {
      const hits: LiveHit[] = [];
      const { parts } = latest.get(site) ?? { parts: [] };
      for (let part = parts.length - 1; part >= 0; part--)
        for (let index = parts[part]!.count - 1; index >= 0; index--) {
          if (hits.length >= Math.min(count, RECENT_HITS)) return hits.reverse();
          hits.push(parts[part]!.createHit(index));
        }
      return hits.reverse();
    },
    forget(site) {
      latest.delete(site);
    },
    listen(site, listener) {
      const watching = listeners.get(site) ?? new Set();
      let all = 0;
      for (const { size } of listeners.values()) all += size;
      if (watching.size >= limits.site || all >= limits.all) return undefined;
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
