import type { MeaningSettings } from '../../ingest/record.js';
import { type MoneyNames, PLAIN_NAMES } from '../../money.js';
import { createSpellings, type Spellings } from './spellings.js';
import type { Decision, NameKind, SiteStore, StoredSite } from './store.js';

/** What the loader knows of a site. */
export interface Site {
  /** Number of the site in the store. */
  site: number;
  key: string;
  settings: MeaningSettings;
  /** Pairs of identities (`toPair`) that a human took apart, and those allowed to make a person large. */
  unlinked: Set<string>;
  approved: Set<string>;
  /** Names that its money is read by. */
  names: MoneyNames;
  /** Hits that are yet to be read by them, by their positions; null where all are. */
  stale: { from: number; to: number } | null;
  /** How names were spelled; counted where case does not tell names apart. */
  spellings: Record<NameKind, Spellings>;
}

/** Settings of a site whose log never mentions them. */
export const DEFAULT_SETTINGS: MeaningSettings = {
  foldEmails: true,
  anonymousShape: true,
  linkNamed: true,
  linkUnproven: false,
};

/** The sites of the store, in memory: there are few. */
export interface Sites {
  /** The site of a key, if it has ever been loaded. */
  find(key: string): Site | undefined;
  /** The site of a key, made when it is new. */
  take(key: string): Promise<Site>;
  set(site: Site, settings: MeaningSettings): Promise<void>;
  /** Takes a decision back. */
  undecide(site: Site, decision: Decision, pair: string): Promise<void>;
  /** Later hits are read by these names; those up to a position are yet to be. */
  setNames(site: Site, names: MoneyNames, toSeq: number): Promise<void>;
  /** Hits before a position are read by the site's names; null: all are. */
  setStale(site: Site, fromSeq: number | null): Promise<void>;
  /** Writes what was counted of names. */
  writeSpellings(site: Site): Promise<void>;
  list(): Iterable<Site>;
  /** `seq`: where the log has it. */
  decide(site: Site, decision: Decision, pair: string, seq: number): Promise<void>;
  /** Forgets a site whose rows are gone. */
  remove(site: Site): Promise<void>;
  /** Reads everything anew: after a transaction that failed, memory tells of things that never were. */
  reload(): Promise<void>;
}

const toSite = (stored: StoredSite): Site => {
  const { decisions, spellings, settings, ...rest } = stored;
  return {
    ...rest,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    unlinked: new Set(decisions.unlinked),
    approved: new Set(decisions.approved),
    spellings: {
      events: createSpellings(spellings.events),
      properties: createSpellings(spellings.properties),
    },
  };
};

/** Reads the sites and keeps them. */
export const createSites = async (store: SiteStore): Promise<Sites> => {
  let sites = new Map<string, Site>();

  const reload = async () => {
    sites = new Map((await store.read()).map((stored) => [stored.key, toSite(stored)]));
  };
  await reload();

  return {
    find: (key) => sites.get(key),
    async take(key) {
      const known = sites.get(key);
      if (known) return known;
      const site: Site = {
        site: Math.max(0, ...[...sites.values()].map(({ site }) => site)) + 1,
        key,
        settings: DEFAULT_SETTINGS,
        unlinked: new Set(),
        approved: new Set(),
        names: PLAIN_NAMES,
        stale: null,
        spellings: { events: createSpellings(), properties: createSpellings() },
      };
      await store.add(site);
      sites.set(key, site);
      return site;
    },
    async set(site, settings) {
      site.settings = settings;
      await store.setSettings(site.site, settings);
    },
    async decide(site, decision, pair, seq) {
      site[decision].add(pair);
      await store.addDecision(site.site, decision, pair, seq);
    },
    async undecide(site, decision, pair) {
      if (site[decision].delete(pair)) await store.removeDecision(site.site, decision, pair);
    },
    async setNames(site, names, toSeq) {
      site.names = names;
      site.stale = { from: 0, to: toSeq };
      site.spellings = { events: createSpellings(), properties: createSpellings() };
      await store.setNames(site.site, names, toSeq);
    },
    async setStale(site, fromSeq) {
      site.stale = site.stale && fromSeq !== null ? { ...site.stale, from: fromSeq } : null;
      await store.setStale(site.site, fromSeq);
    },
    async writeSpellings({ site, spellings }) {
      for (const kind of ['events', 'properties'] as const) {
        const changed = spellings[kind].takeNews();
        if (changed.length) await store.setSpellings(site, kind, changed);
      }
    },
    list: () => sites.values(),
    async remove({ site, key }) {
      await store.remove(site);
      sites.delete(key);
    },
    reload,
  };
};
