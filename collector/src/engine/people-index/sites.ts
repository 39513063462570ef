import { BIGINT, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { MeaningSettings } from '../../ingest/record.js';
import { appendRows, list, readRows, run } from '../duckdb/tables/rows.js';
import { type MoneyNames, PLAIN_NAMES } from '../revenue.js';
import { createSpellings, type Spellings } from './spellings.js';

/** What the loader knows of a site. */
export interface Site {
  /** Number of the site in the tables. */
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

/** What a name is of. */
export type NameKind = 'events' | 'properties';

/** A human's word about all links between two identities. */
export type Decision = 'unlinked' | 'approved';

/** Settings of a site whose log never mentions them. */
export const DEFAULT_SETTINGS: MeaningSettings = {
  foldEmails: true,
  anonymousShape: true,
  linkNamed: true,
  linkUnproven: false,
};

/** The sites of the tables, in memory: there are few. */
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

interface Row {
  site: number;
  key: string;
  rules: string;
  names: string;
  from_seq: bigint | null;
  to_seq: bigint | null;
}

/** Reads the sites and keeps them. */
export const createSites = async (connection: DuckDBConnection): Promise<Sites> => {
  let sites = new Map<string, Site>();

  const reload = async () => {
    const rows = await readRows<Row>(connection, 'SELECT * FROM sites ORDER BY site');
    const spelled = await readRows<{ site: number; kind: NameKind; name: string; hits: bigint }>(
      connection,
      'SELECT site, kind, name, hits FROM names',
    );
    const decisions = await readRows<{ site: number; decision: Decision; pair: string }>(
      connection,
      'SELECT site, decision, pair FROM decisions',
    );
    sites = new Map(
      rows.map(({ site, key, rules, names, from_seq, to_seq }) => {
        const spellingsOf = (kind: NameKind) =>
          createSpellings(
            spelled
              .filter((one) => one.site === site && one.kind === kind)
              .map(({ name, hits }) => [name, Number(hits)] as const),
          );
        const pairs = (kind: Decision) =>
          new Set(
            decisions
              .filter((one) => one.site === site && one.decision === kind)
              .map((one) => one.pair),
          );
        const settings = {
          ...DEFAULT_SETTINGS,
          ...(JSON.parse(rules) as Partial<MeaningSettings>),
        };
        const stale = from_seq === null ? null : { from: Number(from_seq), to: Number(to_seq) };
        return [
          key,
          {
            ...{ site, key, settings, unlinked: pairs('unlinked'), approved: pairs('approved') },
            ...{ names: JSON.parse(names) as MoneyNames, stale },
            spellings: { events: spellingsOf('events'), properties: spellingsOf('properties') },
          },
        ];
      }),
    );
  };
  await reload();

  return {
    find: (key) => sites.get(key),
    async take(key) {
      const known = sites.get(key);
      if (known) return known;
      const settings = DEFAULT_SETTINGS;
      const site: Site = {
        site: Math.max(0, ...[...sites.values()].map(({ site }) => site)) + 1,
        key,
        settings,
        unlinked: new Set(),
        approved: new Set(),
        names: PLAIN_NAMES,
        stale: null,
        spellings: { events: createSpellings(), properties: createSpellings() },
      };
      await run(connection, 'INSERT INTO sites VALUES ($site, $key, $rules, $names, NULL, NULL)', {
        site: site.site,
        key,
        rules: JSON.stringify(settings),
        names: JSON.stringify(site.names),
      });
      sites.set(key, site);
      return site;
    },
    async set(site, settings) {
      site.settings = settings;
      await run(connection, 'UPDATE sites SET rules = $rules WHERE site = $site', {
        site: site.site,
        rules: JSON.stringify(settings),
      });
    },
    async decide(site, decision, pair, seq) {
      site[decision].add(pair);
      await run(connection, 'INSERT INTO decisions VALUES ($site, $decision, $pair, $seq)', {
        site: site.site,
        decision,
        pair,
        seq: BigInt(seq),
      });
    },
    async undecide(site, decision, pair) {
      if (!site[decision].delete(pair)) return;
      await run(
        connection,
        'DELETE FROM decisions WHERE site = $site AND decision = $decision AND pair = $pair',
        { site: site.site, decision, pair },
      );
    },
    async setNames(site, names, toSeq) {
      site.names = names;
      site.stale = { from: 0, to: toSeq };
      site.spellings = { events: createSpellings(), properties: createSpellings() };
      await run(connection, `DELETE FROM names WHERE site = ${site.site}`);
      await run(
        connection,
        'UPDATE sites SET names = $names, from_seq = 0, to_seq = $to WHERE site = $site',
        { site: site.site, names: JSON.stringify(names), to: BigInt(toSeq) },
      );
    },
    async setStale(site, fromSeq) {
      site.stale = site.stale && fromSeq !== null ? { ...site.stale, from: fromSeq } : null;
      await run(connection, `UPDATE sites SET from_seq = ${fromSeq} WHERE site = ${site.site}`);
    },
    async writeSpellings({ site, spellings }) {
      for (const kind of ['events', 'properties'] as const) {
        const news = spellings[kind].takeNews();
        if (!news.length) continue;
        await run(
          connection,
          'DELETE FROM names WHERE site = $site AND kind = $kind AND name IN (SELECT unnest($names))',
          {
            site,
            kind,
            names: list(
              VARCHAR,
              news.map(([name]) => name),
            ),
          },
        );
        await appendRows(
          connection,
          'names',
          [INTEGER, VARCHAR, VARCHAR, BIGINT],
          news.map(([name, hits]) => [site, kind, name, BigInt(hits)]),
        );
      }
    },
    list: () => sites.values(),
    async remove({ site, key }) {
      for (const table of ['sites', 'names'])
        await run(connection, `DELETE FROM ${table} WHERE site = ${site}`);
      sites.delete(key);
    },
    reload,
  };
};
