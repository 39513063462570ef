import type { MeaningSettings } from '../../ingest/record.js';
import type { MoneyNames } from '../../money.js';
import type { Link } from '../../people/link.js';
import type { Placed } from '../../people/people.js';
import type { Verdict } from '../../people/rules.js';

/**
 * What the index of people keeps, and all that it asks of whoever keeps it. Rows are numbers and texts, in no dialect.
 * What is written is read by the next question, and is undone with the transaction in which it was written (S5).
 */
export interface LocalStore {
  identities: IdentityStore;
  links: LinkStore;
  sites: SiteStore;
  repeats: RepeatStore;
  order: OrderStore;
}

/** An identity that is new. */
export interface NewIdentity {
  identity: number;
  /** Number of its site. */
  site: number;
  key: bigint;
  text: string;
  named: boolean;
  /** Millisecond; null where only a link to a placeholder mentions it. */
  firstSeen: number | null;
  person: number;
}

/** An identity as it is found by its key. */
export type FoundIdentity = Pick<NewIdentity, 'identity' | 'key' | 'text' | 'person' | 'firstSeen'>;

/** A part of all identities, as columns: there may be millions. */
export interface IdentityColumns {
  keys: readonly bigint[];
  identities: readonly number[];
  people: readonly number[];
  firstSeen: readonly (number | null)[];
  /** Whether a link touches it. */
  linked: readonly boolean[];
}

/** What links made of an identity. */
export interface Grouped {
  identity: number;
  person: number;
  named: boolean;
}

/** Identities, and which person each belongs to. */
export interface IdentityStore {
  /** The highest number; 0 where there is none. */
  last(): Promise<number>;
  /** Those with a higher number than this. */
  readAbove(identity: number): AsyncIterable<IdentityColumns>;
  find(keys: Iterable<bigint>): Promise<FoundIdentity[]>;
  add(identities: readonly NewIdentity[]): Promise<void>;
  setFirstSeen(
    changed: readonly (readonly [identity: number, millisecond: number | null])[],
  ): Promise<void>;
  setPeople(changed: readonly Grouped[]): Promise<void>;
  setNamed(identities: readonly number[], named: boolean): Promise<void>;
  /** Everyone who is one person with one of these. */
  readPeople(identities: readonly number[]): Promise<Placed[]>;
  readTexts(identities: Iterable<number>): Promise<Map<number, string>>;
  /** Those of a site whose text has so many characters. */
  readOfLength(site: number, characters: number): Promise<{ identity: number; text: string }[]>;
  /** Makes each identity of a site a person of its own; answers which were not. */
  separate(site: number): Promise<number[]>;
  /** Those of the identities that there are, by site and number. */
  read(
    identities: readonly number[],
  ): Promise<Pick<NewIdentity, 'identity' | 'site' | 'text' | 'firstSeen'>[]>;
  remove(identities: readonly number[]): Promise<void>;
  /** Answers whom it removed. */
  removeSite(site: number): Promise<number[]>;
}

/** A link between numbers of identities. */
export interface StoredLink extends Omit<Link, 'a' | 'b'> {
  seq: number;
  x: number;
  y: number;
  /** Whether it holds a person together. */
  tree: boolean;
}

/** Links, and what became of each. */
export interface LinkStore {
  /** `verdict` is null until the link is taken. */
  add(links: readonly (StoredLink & { site: number; verdict: Verdict | null })[]): Promise<void>;
  setVerdicts(changed: readonly { seq: number; verdict: Verdict; tree: boolean }[]): Promise<void>;
  /** Takes all verdicts of a site's links back. */
  clearVerdicts(site: number): Promise<void>;
  /** Those that hold people together, whose first end is one of these. */
  readTrees(identities: readonly number[]): Promise<StoredLink[]>;
  /** Those that count and touch one of these. */
  readCounted(identities: readonly number[]): Promise<StoredLink[]>;
  /** Those between two identities, or of one with itself, but for links of placeholders; in log order. */
  readBetween(identities: readonly number[]): Promise<StoredLink[]>;
  /** The next ones of a site in log order. */
  readAfter(site: number, seq: number, most: number): Promise<StoredLink[]>;
  /** Those of the identities that another link than these identifies as somebody. */
  readNames(identities: readonly number[], except: readonly number[]): Promise<number[]>;
  /** The time of the earliest link that names each of these identities, of those that a link names. */
  readFirstNamed(identities: readonly number[]): Promise<Map<number, number>>;
  /** Whether links of a site wait because their person would be too large. */
  hasHeld(site: number): Promise<boolean>;
  /** Removes links by their positions; answers the identities at their ends. */
  remove(seqs: readonly number[]): Promise<number[]>;
  removeSite(site: number): Promise<void>;
}

/** What a name is of. */
export type NameKind = 'events' | 'properties';

/** A human's word about all links between two identities. */
export type Decision = 'unlinked' | 'approved';

/** A site as it is kept. */
export interface StoredSite {
  /** Number of the site. */
  site: number;
  key: string;
  settings: Partial<MeaningSettings>;
  /** Names that its money is read by. */
  names: MoneyNames;
  /** Hits that are yet to be read by them, by their positions; null where all are. */
  stale: { from: number; to: number } | null;
  /** Pairs of identities (`toPair`). */
  decisions: Record<Decision, string[]>;
  /** How often each spelling of a name came. */
  spellings: Record<NameKind, (readonly [name: string, hits: number])[]>;
}

/** Sites, with what is known of each. */
export interface SiteStore {
  read(): Promise<StoredSite[]>;
  add(site: Pick<StoredSite, 'site' | 'key' | 'settings' | 'names'>): Promise<void>;
  setSettings(site: number, settings: MeaningSettings): Promise<void>;
  /** All hits up to a position are yet to be read by these names; what was counted of names is gone. */
  setNames(site: number, names: MoneyNames, toSeq: number): Promise<void>;
  /** From which position on hits are yet to be read; null: all are. */
  setStale(site: number, fromSeq: number | null): Promise<void>;
  setSpellings(
    site: number,
    kind: NameKind,
    spellings: readonly (readonly [name: string, hits: number])[],
  ): Promise<void>;
  /** `seq`: where the log has it. */
  addDecision(site: number, decision: Decision, pair: string, seq: number): Promise<void>;
  removeDecision(site: number, decision: Decision, pair: string): Promise<void>;
  /** Removes decisions by their positions. */
  removeDecisions(seqs: readonly number[]): Promise<void>;
  /** Removes a site with its decisions and what was counted of names. */
  remove(site: number): Promise<void>;
}

/** What a repeat of a hit would be known by. */
export interface KnownHits {
  days: readonly number[];
  keys: readonly bigint[];
  /** Positions of the hits. */
  seqs: readonly number[];
}

/** What repeats are known by (S7). */
export interface RepeatStore {
  add(known: KnownHits): Promise<void>;
  /** Those of the keys that hits of these days have. */
  find(days: readonly number[], keys: readonly bigint[]): Promise<Set<bigint>>;
  /** How many hits days have; those without any are missing. */
  count(days: readonly number[]): Promise<Map<number, number>>;
  read(days: readonly number[]): AsyncIterable<Omit<KnownHits, 'seqs'>>;
  /** Removes what hits at these positions would be known by. */
  remove(seqs: readonly number[]): Promise<void>;
  /** Asked before the hits of the site are erased. */
  removeSite(site: number): Promise<void>;
}

/** When a hit of a site was. */
export interface Moment {
  site: number;
  millisecond: number;
}

/** The place of a hit among those of its site. */
export interface Place {
  site: number;
  ord: bigint;
}

/** Which places are taken (S12). */
export interface OrderStore {
  /** The last place of each site and millisecond that has one. */
  readLast(moments: readonly Moment[]): Promise<Place[]>;
  /** The latest places of all sites, the latest first. */
  readLatest(most: number): Promise<Place[]>;
}
