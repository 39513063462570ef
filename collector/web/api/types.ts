/** What the API answers, as far as the app reads it. Times are ISO 8601 in UTC, money decimal strings. */

export interface Site {
  key: string;
  name: string;
  /** IANA name of the zone that days are counted in. */
  timeZone?: string;
  /** ISO 4217 code. */
  currency?: string;
  /** Names that differ in case alone are one. */
  foldNames?: boolean;
  /** Address of the demo shop, while one runs for this site. */
  demoShop?: string;
}

/** Whose collector this is. */
export interface Company {
  name: string | null;
  /** Whether the first steps are done. */
  setUp: boolean;
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
  /** Some hits still count by the site's names of before. */
  recalculating?: true;
}

export interface TimelineEntry {
  time: string;
  kind: 'event' | 'set' | 'alias';
  /** Name of the event; on an alias the other identity. */
  name?: string;
  identity: string;
  properties: Properties;
}

/** Two identities that somebody said are one person. */
export interface IdentityLink {
  id: string;
  a: string;
  b: string;
  /** `i` identify, `a` alias, `f` a form field, `u` an address with `kmi`. */
  source: 'i' | 'a' | 'f' | 'u';
  time: string;
  state: 'joined' | 'refused' | 'held' | 'unproven' | 'placeholder' | 'unlinked';
  /** Whether its sender proved to be the site's own; null: it came before that was recorded. */
  proven: boolean | null;
}

/** What is left between two identities after their link was taken away. */
export interface Unlinked {
  onePerson: boolean;
  /** The chain that still makes them one. */
  through: IdentityLink[];
}

export interface PersonPage extends Person {
  links?: IdentityLink[];
  /** Newest first. */
  timeline: TimelineEntry[];
  cursor: string | null;
  recalculating?: true;
}

/** A site with what its owner pastes into pages. */
export interface SiteWithInstall extends Site {
  install: {
    /** Address of the site's script. */
    script: string;
    snippet: string;
    gtmSnippet: string;
  };
}

/** One admitted hit of the live stream. */
export interface LiveHit {
  /** Position in the log. */
  seq?: number;
  time: string;
  received?: string;
  kind: 'event' | 'set' | 'alias';
  /** Name of the event; on an alias the other identity. */
  name?: string;
  identity: string;
  properties: Properties;
  warnings?: string[];
}

/** One hit that was turned away. */
export interface LiveRejection {
  /** Time of receipt. */
  time: string;
  /** The reason as a code. */
  reason: string;
  /** The reason as a sentence. */
  message: string;
  /** What was sent, shortened. */
  line?: string;
}

export interface ApiError {
  error: { code: string; message: string; field?: string };
}
