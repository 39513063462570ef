import { join } from 'node:path';
import { type Listed, openListed } from './listed.js';

/** How the body of a webhook becomes an event: paths of its members by what they are used as. */
export interface Mapping {
  /** `_p` person, `_n` name of the event, `_t` time, `_i` hit id; all else is the name of a property. */
  fields: Record<string, string>;
  /** Name of the event, where no member tells it. */
  event?: string | undefined;
}

/** A service that sends a site what happened there. */
export interface Source {
  id: string;
  /** A secret of its own, in the address that the service sends to. */
  token: string;
  kind: 'stripe' | 'webhook';
  name: string;
  /** With which Stripe signs; null: not told yet. It is never told again. */
  secret: string | null;
  /** Of a webhook; null: nothing is recorded yet. */
  mapping: Mapping | null;
  /** ISO 8601. */
  created: string;
  /** ISO 8601, to the minute or so; null: nothing came yet. */
  lastReceived: string | null;
}

const SOURCES_MOST = 50;

export type Sources = Listed<Source>;

/** Opens the sources of these sites. */
export const openSources = (data: string, sites: readonly string[]): Promise<Sources> =>
  openListed(join(data, 'sources'), sites, SOURCES_MOST);
