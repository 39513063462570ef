import { decodeHit, type Properties, TIME } from 'kmq/wire';
import type { HitRecord, LogRecord } from '../ingest/record.js';
import { toSameness } from '../ingest/same-hit/same-hit.js';
import { type MoneyNames, PLAIN_NAMES, toCurrency, toRevenue } from '../money.js';
import type { Link } from '../people/link.js';
import { ACQUISITION } from '../reports/acquisition.js';
import { toAgentProperties } from './agent.js';
import { toKey } from './hash.js';

/** What reports need to know of a hit, read from its record. Smaller than the record, which is let go. */
export interface ProjectedHit {
  type: 'hit';
  seq: number;
  site: string;
  kind: HitRecord['kind'];
  /** Event name; on an alias the identity that the call names. */
  name: string | null;
  /** Identity as sent. */
  identity: string;
  /** Corrected time, whole Unix milliseconds. */
  millisecond: number;
  /** Ten-thousandths. */
  revenue: bigint | null;
  /** What the hit says its revenue is counted in; null: the site's own currency. */
  currency: string | null;
  /** Seconds from its time to its receipt; null where it was imported. */
  late: number | null;
  /** Seconds that the sender's clock was behind ours, where it told. */
  skew: number | null;
  /** As JSON. */
  properties: string;
  /** What a set says of its person, or an event of where its person comes from. */
  says?: Properties;
  /** What an alias says of its two identities. */
  link?: Pick<Link, 'source' | 'time' | 'id' | 'fields' | 'proven'>;
  /** What a repeat would be known by; a hit without it is never one. */
  repeat?: Repeat;
}

/** Equal for hits that are one hit (S7). */
export interface Repeat {
  key: bigint;
  /** The day of the time as sent: narrows the search. */
  day: number;
}

/** A hit with its place among all others and the person it belongs to. */
export interface PlacedHit {
  hit: ProjectedHit;
  /** Number of its site. */
  site: number;
  ord: bigint;
  identity: number;
  person: number;
  /** The identity as sent, where it is spelled otherwise than it is compared. */
  sentAs: string | null;
}

/** An identity and the person that its hits belong to now. */
export interface Override {
  identity: number;
  person: number;
}

/** Properties of events that whole histories are asked for. */
export const EVENT_VALUES: readonly string[] = Object.keys(ACQUISITION);

/** A record as the loader holds it until its batch is written. */
export type Entry = ProjectedHit | Exclude<LogRecord, HitRecord>;

/** From here on a clock tells milliseconds, or nonsense. */
const SECONDS_UNTIL = 1e11;

/** How far the sender's clock is off; null where it does not tell. */
const toSkew = ({ sent, behind, received }: HitRecord): number | null => {
  if (behind !== undefined) return Math.round(behind / 1000);
  const seconds = Number(sent?.trim() || Number.NaN);
  return seconds > 0 && seconds < SECONDS_UNTIL ? Math.round(received / 1000 - seconds) : null;
};

const DAY_SECONDS = 86_400;
/** A 32-bit integer's bound; times beyond it mean nothing, but each is equal to itself. */
const DAYS = 2 ** 31 - 1;

/** Only imports tell of times outside; they count as the first or the last moment, so that every hit has a place (S12). */
const FIRST_MS = 0;
const LAST_MS = Date.UTC(2100, 0, 1) - 1;

/** Whole milliseconds; times that came with microseconds are first made whole, for 0.9999 of a float is 1. */
export const toWholeMillisecond = (time: number): number =>
  Math.max(FIRST_MS, Math.min(LAST_MS, Math.floor(Math.round(time * 1000) / 1000)));

const toRepeat = (record: HitRecord, fields: ReadonlyMap<string, string>): Repeat | undefined => {
  const sameness = toSameness(record, fields);
  if (sameness === null) return undefined;
  const day = Math.floor(Number(fields.get(TIME)) / DAY_SECONDS);
  return {
    key: toKey(sameness),
    day: Number.isFinite(day) ? Math.max(-DAYS, Math.min(DAYS, day)) : -DAYS,
  };
};

/** What the request says of whoever sent it (S26). */
const toSenderProperties = ({ agent, country }: HitRecord): Properties =>
  country ? { ...toAgentProperties(agent), Country: country } : toAgentProperties(agent);

/** Most events tell nothing of where people come from: their properties are let go at once. */
const saysWhence = (properties: Properties): boolean =>
  EVENT_VALUES.some((name) => Object.hasOwn(properties, name));

/** The hit of a record, or undefined where its fields make none (then ingest should not have let it in). */
export const projectHit = (
  record: HitRecord,
  names: MoneyNames = PLAIN_NAMES,
): ProjectedHit | undefined => {
  const { seq, site, kind, time } = record;
  const fields = new Map(record.fields);
  const decoded = decodeHit(kind, fields);
  if ('rejected' in decoded) return undefined;
  const { name = null, person, properties, source = 'a', id } = decoded.hit;
  const revenue = kind === 'e' ? toRevenue(properties, names) : null;
  const projected: ProjectedHit = {
    type: 'hit',
    seq,
    site,
    kind,
    name,
    identity: person,
    millisecond: toWholeMillisecond(time),
    revenue,
    currency: revenue === null ? null : toCurrency(properties, names),
    late: record.imported ? null : Math.max(0, Math.round((record.received - time) / 1000)),
    skew: toSkew(record),
    // What the page itself says wins.
    properties: JSON.stringify(
      kind === 'e' && (record.agent || record.country)
        ? { ...toSenderProperties(record), ...properties }
        : properties,
    ),
  };
  if (kind === 's' || (kind === 'e' && saysWhence(properties))) projected.says = properties;
  if (kind === 'a') {
    const { proven } = record;
    projected.link = { source, time, id, fields: JSON.stringify(record.fields), proven };
  }
  const repeat = toRepeat(record, fields);
  if (repeat) projected.repeat = repeat;
  return projected;
};

/** Whether ingest took the sender for a robot: its hits stay in the log and out of people and reports. */
const isRobot = (record: HitRecord): boolean => record.bot === true;

/** A record as the loader needs it; undefined where it tells nothing of people. `findNames` answers those of a site. */
export const toEntry = (
  record: LogRecord,
  findNames: (site: string) => MoneyNames = () => PLAIN_NAMES,
): Entry | undefined => {
  if (record.type !== 'hit') return record;
  return isRobot(record) ? undefined : projectHit(record, findNames(record.site));
};
