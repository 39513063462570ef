/** What the API answers, as far as the app reads it. Times are ISO 8601 in UTC, money decimal strings. */

export interface Site {
  key: string;
  name: string;
  /** IANA name of the zone that days are counted in. */
  timeZone?: string;
  /** ISO 4217 code. */
  currency?: string;
  /** Address of the site's script, for the snippet. */
  script?: string;
  /** Address of the demo shop, while one runs for this site. */
  demoShop?: string;
}

export type Properties = Record<string, string>;

export interface Identity {
  identity: string;
  kind: 'anonymous' | 'named';
  firstSeen: string;
}

export interface Person {
  id: string;
  identities: Identity[];
  firstSeen: string;
  lastSeen: string;
  events: number;
  revenue: string;
  properties: Properties;
}

export interface PeopleList {
  people: Person[];
  cursor: string | null;
}

export interface TimelineEntry {
  time: string;
  kind: 'event' | 'set' | 'alias';
  /** Name of the event; on an alias the other identity. */
  name?: string;
  identity: string;
  properties: Properties;
}

export interface PersonPage extends Person {
  /** Newest first. */
  timeline: TimelineEntry[];
  cursor: string | null;
}

/** One admitted hit of the live stream. */
export interface LiveHit {
  seq: number;
  time: string;
  received: string;
  kind: 'event' | 'set' | 'alias';
  /** Name of the event. */
  name?: string;
  identity: string;
  /** The second identity of an alias. */
  other?: string;
  properties: Properties;
  warnings?: string[];
}

/** One hit that was turned away, with the reason as a sentence. */
export interface LiveRejection {
  received: string;
  reason: string;
  kind?: string;
  name?: string;
  identity?: string;
  properties?: Properties;
}

export interface ApiError {
  error: { code: string; message: string; field?: string };
}
