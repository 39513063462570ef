import type { LiveHit, LiveRejection } from '../../api/types.js';

/** Rows that a reader can still follow. */
export const ROWS_PER_SECOND = 20;

/** Beyond this the oldest rows go: nobody scrolls further, and each one costs the browser. */
export const MAX_ROWS = 500;

/** What the stream brings. */
export type Arrival =
  | { type: 'hit'; hit: LiveHit }
  | { type: 'rejected'; rejection: LiveRejection };

/** A row of the feed; `more` stands for arrivals of one second that were not shown. */
export type Row = { id: number } & (Arrival | { type: 'more'; count: number; second: number });

/** The feed as it stands. Rows are newest first. */
export interface Feed {
  rows: Row[];
  paused: boolean;
  /** Rows held back while somebody reads. */
  waiting: Row[];
  /** Arrivals since the pause began, those not shown included. */
  waitingCount: number;
  /** The second of receipt that `taken` rows belong to, Unix seconds. */
  second: number;
  taken: number;
  nextId: number;
}

export const emptyFeed: Feed = {
  rows: [],
  paused: false,
  waiting: [],
  waitingCount: 0,
  second: 0,
  taken: 0,
  nextId: 1,
};

/** One more for the row that counts what this second does not show. */
const addUnshown = (rows: Row[], second: number, id: number): Row[] => {
  const [newest, ...older] = rows;
  if (newest?.type === 'more' && newest.second === second) {
    return [{ ...newest, count: newest.count + 1 }, ...older];
  }
  return [{ id, type: 'more', count: 1, second }, ...rows];
};

const readSecond = (arrival: Arrival): number => {
  const received =
    arrival.type === 'hit' ? (arrival.hit.received ?? arrival.hit.time) : arrival.rejection.time;
  return Math.floor(Date.parse(received) / 1000);
};

/** Takes one arrival in. Seconds are those of receipt, so that what is repeated counts as it first came. */
export const takeArrival = (feed: Feed, arrival: Arrival): Feed => {
  const second = Math.max(feed.second, readSecond(arrival));
  const taken = feed.second === second ? feed.taken : 0;
  const target = feed.paused ? feed.waiting : feed.rows;
  const rows =
    taken < ROWS_PER_SECOND
      ? [{ id: feed.nextId, ...arrival }, ...target]
      : addUnshown(target, second, feed.nextId);
  const kept = rows.slice(0, MAX_ROWS);
  return {
    ...feed,
    ...(feed.paused ? { waiting: kept, waitingCount: feed.waitingCount + 1 } : { rows: kept }),
    second,
    taken: taken + 1,
    nextId: feed.nextId + 1,
  };
};

/** Holds the rows still. */
export const pauseFeed = (feed: Feed): Feed => ({ ...feed, paused: true });

/** Shows what waited, on top. */
export const resumeFeed = (feed: Feed): Feed => ({
  ...feed,
  paused: false,
  rows: [...feed.waiting, ...feed.rows].slice(0, MAX_ROWS),
  waiting: [],
  waitingCount: 0,
});

/** Whether an arrival holds the text, in any case: name, identities, property names and values, reason. */
export const isMatch = (arrival: Arrival, text: string): boolean => {
  const sought = text.trim().toLowerCase();
  if (!sought) return true;
  const texts =
    arrival.type === 'hit'
      ? [arrival.hit.kind, arrival.hit.name, arrival.hit.identity]
      : ['rejected', arrival.rejection.message, arrival.rejection.line];
  const properties = arrival.type === 'hit' ? arrival.hit.properties : {};
  return [...texts, ...Object.entries(properties).flat()].some((part) =>
    part?.toLowerCase().includes(sought),
  );
};
