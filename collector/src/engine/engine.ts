import type { LogReader } from '../ingest/record.js';
import type { MoneyNames } from '../money.js';
import type { ConditionPlan } from '../reports/plan.js';
import type { ReportPlan, RowsOf } from '../reports/registry.js';
import type { Reported } from '../reports/rows.js';
import type {
  Between,
  CatalogueAnswer,
  CatalogueQuery,
  ExportedHit,
  ExportQuery,
  ListedPerson,
  Merged,
  PeoplePage,
  PeopleQuery,
  PersonLink,
  PersonPage,
  PersonQuery,
  PickedIdentities,
  PickedQuery,
  RetentionPreview,
  Settling,
  Signs,
  WaitingPage,
} from './answers.js';

export type * from './answers.js';
export { PEOPLE_SORTS } from './answers.js';
export type { LogReader };

/** How far an engine is. */
export interface EngineStatus {
  ready: boolean;
  /** Position up to which reports see everything. */
  seq: number;
  /** Receipt time (Unix ms) of the oldest record that waits. */
  waitingSince: number | null;
  /** Records that could not be loaded, where there are any. */
  setAside?: number;
}

/**
 * Answers reports from what the loader has projected of the log.
 *
 * Position (S5): `status` tells the position up to which every answer sees all records, each once. It is kept together with
 * what it tells of, so that after a crash the engine goes on behind it; it never tells of a record that `follow` has not told
 * to be on disk. An engine that finds itself beyond the log has read what is gone, and begins again from the start.
 */
export interface Engine {
  /**
   * Tells by which names sites tell their money, those of sites that have merged nothing left out. Hits that were read
   * by others are read anew in the background; until then answers say `recalculating`.
   */
  setNames(names: Readonly<Record<string, MoneyNames>>): void;
  /** Tells that the log is synced up to this position; the loader follows. */
  follow(seq: number): void;
  /** Of one site, or of all: one that sent many links may be behind the others. */
  status(site?: string): Promise<EngineStatus>;
  /** Fails with `invalid_cursor` (see `failure.ts`) where the cursor is not one of its own. */
  people(query: PeopleQuery, signal?: AbortSignal): Promise<PeoplePage & Settling>;
  /** By identity as sent, or by public id (older ids go on resolving); null when nobody has it. */
  person(
    site: string,
    by: { identity: string } | { id: string },
    query?: PersonQuery,
  ): Promise<PersonPage | null>;
  /** By identities as sent. */
  between(site: string, a: string, b: string): Promise<Between>;
  /** Links that wait; fails with `invalid_cursor` as lists of people do. */
  waiting(site: string, cursor?: string): Promise<WaitingPage>;
  /** By the id of a `PersonLink`; null where there is none. */
  link(site: string, id: string): Promise<PersonLink | null>;
  /** Runs a plan. Fails with `report_too_slow` after 30 seconds, with `report_stopped` where the signal says so. */
  report<Plan extends ReportPlan>(
    site: string,
    plan: Plan,
    signal?: AbortSignal,
  ): Promise<Reported<RowsOf[Plan['report']]>>;
  /** The people behind a report's number. Fails with `unknown_report` where it is not kept any more. */
  reportPeople(query: PickedQuery): Promise<PeoplePage & { total: number }>;
  /** The same people as identities, at most so many. Fails as `reportPeople` does. */
  reportIdentities(
    query: Omit<PickedQuery, 'cursor' | 'limit'>,
    most: number,
  ): Promise<PickedIdentities>;
  /** Whether they are exactly those of a population now. Fails as both do. */
  isPopulation(
    query: Omit<PickedQuery, 'cursor' | 'limit'>,
    population: ConditionPlan,
  ): Promise<{ people: number; same: boolean }>;
  /** What a list has of the people of identities, in their order. */
  listed(site: string, list: string, identities: readonly string[]): Promise<ListedPerson[]>;
  /** These fail as `report` does. */
  catalogue(site: string, query: CatalogueQuery, signal?: AbortSignal): Promise<CatalogueAnswer[]>;
  /** `merged`: names of events that count under another one. */
  signs(site: string, merged: Merged, signal?: AbortSignal): Promise<Signs>;
  /** Hits in the order of the log, at most so many. Fails as `report` does. */
  exportedHits(site: string, query: ExportQuery, signal?: AbortSignal): Promise<ExportedHit[]>;
  /** What a site loses that does not keep hits from before a moment, Unix milliseconds. */
  previewRetention(site: string, before: number, signal?: AbortSignal): Promise<RetentionPreview>;
  /**
   * Takes records of a site out of all that it answers from, by their positions, as if the log had never had them;
   * `status` tells that it has read them. Meanwhile it goes on answering.
   */
  erase(site: string, seqs: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** An engine that can begin again from the start of the log. */
export interface ResettableEngine extends Engine {
  /**
   * Removes all that it has, does what must happen while nobody reads the log for it, and begins from the start of the
   * log. Until it has caught up, reports answer from what it has read.
   */
  reset(meanwhile?: () => Promise<void>): Promise<void>;
  /** Runs a task during which it is not reset. */
  hold<Done>(task: () => Promise<Done>): Promise<Done>;
}

/** Reads the identities of a site's list; undefined where there is none. */
export type ListReader = (site: string, list: string) => Promise<string[] | undefined>;
