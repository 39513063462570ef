import type { LinkSource } from 'kmq/wire';
import type { Merges } from '../names.js';
import type { LinkState } from '../people/rules.js';
import type { PopulationPlan, Property } from '../reports/plan.js';
import type { ReportPlan } from '../reports/registry.js';

/** A person in a list. Times are ISO 8601 in UTC, money decimal strings. */
export interface PersonRow {
  /** Public id: a hash of the site and the person's earliest named (else earliest) identity. */
  id: string;
  /** At most 20 in a list, all of them on the person's own page. */
  identities: { identity: string; kind: 'anonymous' | 'named'; firstSeen: string }[];
  firstSeen: string;
  lastSeen: string;
  events: number;
  revenue: string;
  /** Latest value of each person property. */
  properties: Record<string, string>;
}

/** One entry of a person's timeline, newest first. */
export interface TimelineEntry {
  time: string;
  kind: 'event' | 'set' | 'alias';
  name?: string;
  /** The identity as sent. */
  identity: string;
  properties: Record<string, string>;
}

/** One reason why identities are one person, or are not. */
export interface PersonLink {
  /** Position of its record in the log. */
  id: string;
  /** The identity that the alias names, and the other one. */
  a: string;
  b: string;
  source: LinkSource;
  time: string;
  state: LinkState;
  /** Whether its sender proved to be the site's own (S28); null: it came before that was recorded. */
  proven: boolean | null;
}

export interface PersonPage extends PersonRow, Settling {
  timeline: TimelineEntry[];
  cursor: string | null;
  /** Links that touch the person, oldest first, at most 500: first of all those that hold it together. */
  links: PersonLink[];
}

/** Links of two identities that wait for a human's word. */
export interface WaitingLink extends PersonLink {
  /** How often they came. */
  times: number;
}

/** A page of them, in the order in which they first came. */
export interface WaitingPage {
  links: WaitingLink[];
  cursor: string | null;
}

/** What links say of two identities. */
export interface Between {
  /** Links between exactly these two, oldest first. */
  links: PersonLink[];
  /** The shortest chain of links that makes them one person; empty where they are not. */
  chain: PersonLink[];
}

/** Names that count under another one, each with that one (S15). */
export type Merged = Merges;

/** What is told beside an answer while the money and the names of a site's hits are read anew. */
export interface Settling {
  /** The site's rules for names have changed, and earlier hits still count by those before. */
  recalculating?: true;
}

/** What a list of people can be sorted by. */
export const PEOPLE_SORTS = ['lastSeen', 'firstSeen', 'events', 'revenue'] as const;

/** `-` in front: descending. */
export type PeopleSort = (typeof PEOPLE_SORTS)[number] | `-${(typeof PEOPLE_SORTS)[number]}`;

/** A page of a list of people. */
export interface PeoplePage {
  people: PersonRow[];
  cursor: string | null;
}

export interface PeopleQuery {
  site: string;
  /** Part of an identity or of a property value. */
  q?: string;
  /** Default `-lastSeen`. */
  sort?: PeopleSort;
  /** Default 50. */
  limit?: number;
  cursor?: string;
  /** Only these people. */
  population?: PopulationPlan;
  merged?: Merged;
}

export type { PickedQuery } from '../reports/people/plan.js';

/** Everybody behind a number, one identity each. */
export interface PickedIdentities {
  /** Of each person the identity that its public id comes from (S11). */
  identities: string[];
  /** How many people there are, also where they are more than were asked for. */
  people: number;
  /** When the report was asked for, Unix milliseconds. */
  asOf: number;
  report: ReportPlan['report'];
}

/** What a list has of the person that an identity belongs to. */
export interface ListedPerson {
  /** Number of the person; null where the site does not know the identity. */
  person: number | null;
  /** Identities of the list that are this person's. */
  entries: string[];
}

/** How one person is read. */
export interface PersonQuery {
  cursor?: string | undefined;
  /** Of events and of properties. */
  events?: Merged;
  properties?: Merged;
}

/** Names that came with hits, or values of a property. */
export type CatalogueQuery =
  /** `merged`: names that count under another one. */
  | { of: 'events'; merged: Merged }
  | { of: 'properties'; merged: Merged }
  /** Properties that sets say of people. */
  | { of: 'people'; merged: Merged }
  /** Of one event, or of all hits; `q` is a part of the value. */
  | { of: 'values'; property: Property; events?: readonly string[]; q?: string }
  /** Whether any of these names ever came: a row where one did. */
  | { of: 'seen'; kind: 'events' | 'properties'; names: readonly string[] };

/** One name, the most frequent first. Times are ISO 8601. */
export interface CatalogueAnswer {
  name: string;
  count: number;
  firstSeen: string;
  lastSeen: string;
  /** Of events and values. */
  people?: number;
  /** Of properties: where they are found, and about how many values they have. */
  event?: boolean;
  person?: boolean;
  values?: number;
}

/** What the tables tell about mistakes in a site's hits. */
export interface Signs {
  /** Values of `Revenue` that are no number. */
  notNumeric: { value: string; count: number }[];
  /** Sign-in events of people without a name. */
  unidentified: { name: string; people: number }[];
  /** Named identities by their style. */
  identities: { emails: number; others: number };
  /** Identities that stand for nobody, and own hits. */
  placeholders: { identity: string; hits: number }[];
  links: { refused: number; held: number; unproven: number; placeholder: number };
  /** Hits whose sender's clock was off by more than a minute, and by how many seconds at the median. */
  skew: { hits: number; seconds: number };
  /** Hits that came more than a day after their time, of all that tell. */
  late: { hits: number; of: number };
  /** Records that could not be loaded, the first of them with the reason. */
  setAside: { count: number; records: { position: number; message: string }[] };
}

/** What a site loses that does not keep hits from before a moment. */
export interface RetentionPreview {
  hits: number;
  /** Those of whom nothing stays. */
  people: number;
  /** Those who stay without a part of their history. */
  shortened: number;
  /** Times of the first and the last of these hits, ISO 8601; null where there are none. */
  first: string | null;
  last: string | null;
}

/** Hits of a site by their positions in the log and by their times, Unix milliseconds. */
export interface ExportQuery {
  /** Behind this position, and up to that one. */
  after: number;
  upTo: number;
  from: number;
  to: number;
  limit: number;
}

/** A hit as bulk exports tell it. */
export interface ExportedHit {
  position: number;
  /** Unix milliseconds. */
  time: number;
  kind: 'event' | 'set' | 'alias';
  /** Of an alias the other identity. */
  name: string | null;
  /** As sent. */
  identity: string;
  /** Public id of the person whose it is now. */
  person: string;
  /** With all four decimals. */
  revenue: string | null;
  /** Null: the site's own. */
  currency: string | null;
  properties: Record<string, string>;
}
