import { decodeHit, type LinkSource, type Properties } from 'kmq/wire';
import type { HitRecord } from '../ingest/record.js';
import { toRevenue } from './revenue.js';

/** What reports need to know of a hit, read from its record. */
export interface ProjectedHit {
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
  properties: Properties;
  /** What an alias says about its two identities. */
  link?: { source: LinkSource; time: number; id: string | undefined; fields: string };
}

/** Whole milliseconds; times that came with microseconds are first made whole, for 0.9999 of a float is 1. */
const toMillisecond = (time: number): number => Math.floor(Math.round(time * 1000) / 1000);

/** The hit of a record, or undefined where its fields make none (then ingest should not have let it in). */
export const projectHit = (record: HitRecord): ProjectedHit | undefined => {
  const decoded = decodeHit(record.kind, new Map(record.fields));
  if ('rejected' in decoded) return undefined;
  const { hit } = decoded;
  const projected: ProjectedHit = {
    seq: record.seq,
    site: record.site,
    kind: record.kind,
    name: hit.name ?? null,
    identity: hit.person,
    millisecond: toMillisecond(record.time),
    revenue: record.kind === 'e' ? toRevenue(hit.properties) : null,
    properties: hit.properties,
  };
  if (record.kind === 'a')
    projected.link = {
      source: hit.source ?? 'a',
      time: record.time,
      id: hit.id,
      fields: JSON.stringify(record.fields),
    };
  return projected;
};
