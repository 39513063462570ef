import { setImmediate as letOthers } from 'node:timers/promises';
import type { HitRecord } from '../ingest/record.js';
import { DAYS, PEOPLE } from './company.js';
import { liveLife } from './life.js';
import type { Deed } from './somebody.js';

const DAY_MS = 86_400_000;
const WEEKS = Math.floor(DAYS / 7);
/** So many lives take some milliseconds. */
const AT_ONCE = 200;

/** A made-up hit on its way into the log. */
type Draft = Omit<HitRecord, 'seq'>;

/** Where and when a story is told. */
export interface Telling {
  site: string;
  /** Unix milliseconds: the story ends then. */
  now: number;
  people?: number;
}

const createDraft = (
  { kind, identity, name, properties }: Deed,
  { site, now, time, id }: Telling & { time: number; id: string },
): Draft => ({
  ...{ type: 'hit', v: 1, site, kind, received: now, time, via: 'batch', proven: true },
  fields: [
    ['_p', identity],
    ...(name === undefined ? [] : [['_n', name] as [string, string]]),
    ['_t', String(time / 1000)],
    ['_i', id],
    ...Object.entries(properties),
  ],
  imported: `demo history:${id}`,
});

/** When the story begins, for one that ends now: on a Monday, since it knows week-ends. */
export const findStart = (now: number): number => {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS;
  return monday - (WEEKS - 1) * 7 * DAY_MS;
};

/**
 * A year of a small software company, up to now: campaigns, an experiment, subscriptions, refunds, and some of the usual
 * mistakes. The same day gives the same hits with the same ids, so telling it twice changes nothing.
 */
export const tellHistory = async (telling: Telling): Promise<Draft[]> => {
  const { now, people = PEOPLE } = telling;
  const start = findStart(now);
  const drafts: Draft[] = [];
  const every = PEOPLE / people;
  for (let n = 0; n < people; n++) {
    // Hits that come meanwhile must not wait for all of it.
    if (n % AT_ONCE === 0) await letOthers();
    const who = Math.floor(n * every);
    liveLife(who).forEach((deed, index) => {
      const time = Math.floor(start + deed.day * DAY_MS);
      if (time <= now) drafts.push(createDraft(deed, { ...telling, time, id: `${who}.${index}` }));
    });
  }
  return drafts.sort((a, b) => a.time - b.time);
};
