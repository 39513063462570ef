import type { Property } from '../reports/plan.js';
import type { ReportPlan, RowsOf } from '../reports/registry.js';
import type { Reported } from '../reports/rows.js';
import type {
  Between,
  CatalogueAnswer,
  CatalogueQuery,
  Engine,
  ExportedHit,
  ExportQuery,
  ListedPerson,
  Merged,
  PeoplePage,
  PeopleQuery,
  PersonLink,
  PersonPage,
  PersonQuery,
  RetentionPreview,
  Signs,
  WaitingPage,
} from './engine.js';
import type { Override, PlacedHit } from './hit.js';

/** Some of a site's hits, by positions in the log, both ends included. */
export interface HitRange {
  site: number;
  from: number;
  to: number;
}

/** The money of a hit: ten-thousandths, and what they are counted in. */
export interface HitMoney {
  seq: number;
  revenue: bigint | null;
  currency: string | null;
}

/** A record that the loader went on without, and why. */
export interface SetAside {
  seq: number;
  /** Key of its site, where that could be read. */
  site: string | null;
  /** Unix milliseconds. */
  time: number;
  message: string;
}

/** A site of which less of the log is kept than of all others. */
export interface LateSite {
  site: string;
  /** Its records up to here are kept. */
  seq: number;
  /** When the first one behind that came, Unix milliseconds. */
  received: number;
}

/**
 * What happened, and how far the log is in it. `position` and all that is written change together in a transaction of
 * the storage, or not at all (S5): whoever begins again after a crash begins behind the last record that is kept, and a
 * record that is given a second time was never kept before.
 */
export interface HitWriter {
  /** Position of the last record that is kept. */
  position(): Promise<number>;
  setPosition(seq: number): Promise<void>;
  /** Sites that are kept up to another position. */
  readLate(): Promise<LateSite[]>;
  setLate(late: LateSite): Promise<void>;
  removeLate(site: string): Promise<void>;
  append(hits: readonly PlacedHit[]): Promise<void>;
  /** Hits of these identities, and those to come, belong to other people: every answer from now on says so (S11). */
  reassign(overrides: readonly Override[]): Promise<void>;
  /** Removes hits by their positions; answers the identities whose hits they were. */
  erase(seqs: readonly number[]): Promise<number[]>;
  eraseSite(site: number): Promise<void>;
  /** These identities are gone, and their numbers may come again. */
  forget(identities: readonly number[]): Promise<void>;
  /** The millisecond of the first hit of each of these identities that has one. */
  readFirst(identities: readonly number[]): Promise<Map<number, number>>;

  /** The first position after `from` and up to `to` that is a hit of the site. */
  findNext(range: HitRange): Promise<number | null>;
  /** How often names come, of events and of properties. */
  countNames(
    range: HitRange,
  ): Promise<Record<'events' | 'properties', (readonly [string, number])[]>>;
  /** Events that have money, or one of these properties, with all their properties as JSON. */
  readMoney(
    range: HitRange,
    names: readonly string[],
  ): Promise<(HitMoney & { properties: string })[]>;
  setMoney(range: HitRange, money: readonly HitMoney[]): Promise<void>;

  /** Keeps a record that cannot be loaded. */
  setAside(record: SetAside): Promise<void>;
  countAside(): Promise<number>;

  /** After each batch, in a transaction of its own: what must not wait until there is time. */
  settle(): Promise<void>;
  /** Between batches: does a piece of what makes reports faster; answers whether there is more to do at once. */
  tidy(now: number): Promise<boolean>;
}

/** A site as it is asked about; a site without hits has no number, and 0 is nobody's. */
export interface AskedSite {
  key: string;
  number: number;
}

/** What is asked of both halves. Each answer sees one state of them, and takes no longer than reports may. */
export interface HitReader {
  people(site: AskedSite, query: PeopleQuery, signal?: AbortSignal): Promise<PeoplePage>;
  person(site: AskedSite, key: bigint, query: PersonQuery): Promise<PersonPage | null>;
  /** Identities spelled as they are compared. */
  between(site: AskedSite, pair: readonly [string, string]): Promise<Between>;
  waiting(site: AskedSite, cursor: string | undefined): Promise<WaitingPage>;
  link(site: AskedSite, id: string): Promise<PersonLink | null>;
  /** What it found of each person is kept for a while, for those who ask who is behind a number. */
  report<Plan extends ReportPlan>(
    site: AskedSite,
    plan: Plan,
    signal?: AbortSignal,
  ): Promise<Reported<RowsOf[Plan['report']]>>;
  peopleBehind: Engine['reportPeople'];
  identitiesBehind: Engine['reportIdentities'];
  isPopulation: Engine['isPopulation'];
  /** Keeps no report of a site any longer: what it found is not there any more. */
  forgetReports(siteKey: string): void;
  listed(
    site: AskedSite,
    asked: { entries: readonly string[]; identities: readonly string[] },
    toKey: (identity: string) => bigint,
  ): Promise<ListedPerson[]>;
  catalogue(
    site: AskedSite,
    query: CatalogueQuery,
    signal?: AbortSignal,
  ): Promise<CatalogueAnswer[]>;
  /** `revenue`: names of properties that tell money. */
  signs(
    site: AskedSite,
    names: { merged: Merged; revenue: Property },
    signal?: AbortSignal,
  ): Promise<Signs>;
  exportedHits(site: AskedSite, query: ExportQuery, signal?: AbortSignal): Promise<ExportedHit[]>;
  previewRetention(
    site: AskedSite,
    before: number,
    signal?: AbortSignal,
  ): Promise<RetentionPreview>;
  close(): void;
}

/** Keys of the identities of a site's list. */
export type ReadKeys = (siteKey: string, list: string) => Promise<bigint[]>;
