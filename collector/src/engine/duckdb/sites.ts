import type { DuckDBConnection } from '@duckdb/node-api';
import type { MeaningSettings } from '../../ingest/record.js';
import { readRows, run } from './rows.js';

/** What the loader knows of a site. */
export interface Site {
  /** Number of the site in the tables. */
  site: number;
  key: string;
  settings: MeaningSettings;
  /** Pairs of identities (`toPair`) that a human took apart, and those allowed to make a person large. */
  unlinked: Set<string>;
  approved: Set<string>;
}

/** A human's word about all links between two identities. */
export type Decision = 'unlinked' | 'approved';

/** Settings of a site whose log never mentions them. */
export const DEFAULT_SETTINGS: MeaningSettings = {
  foldEmails: true,
  anonymousShape: true,
  linkNamed: true,
};

/** The sites of the tables, in memory: there are few. */
export interface Sites {
  /** The site of a key, if it has ever been loaded. */
  find(key: string): Site | undefined;
  /** The site of a key, made when it is new. */
  take(key: string): Promise<Site>;
  set(site: Site, settings: MeaningSettings): Promise<void>;
  decide(site: Site, decision: Decision, pair: string): Promise<void>;
  /** Reads everything anew: after a transaction that failed, memory tells of things that never were. */
  reload(): Promise<void>;
}

/** Reads the sites and keeps them. */
export const createSites = async (connection: DuckDBConnection): Promise<Sites> => {
  let sites = new Map<string, Site>();

  const reload = async () => {
    const rows = await readRows<{ site: number; key: string; rules: string }>(
      connection,
      'SELECT site, key, rules FROM sites ORDER BY site',
    );
    const decisions = await readRows<{ site: number; decision: Decision; pair: string }>(
      connection,
      'SELECT site, decision, pair FROM decisions',
    );
    sites = new Map(
      rows.map(({ site, key, rules }) => {
        const pairs = (kind: Decision) =>
          new Set(
            decisions
              .filter((one) => one.site === site && one.decision === kind)
              .map((one) => one.pair),
          );
        const settings = JSON.parse(rules) as MeaningSettings;
        return [
          key,
          { site, key, settings, unlinked: pairs('unlinked'), approved: pairs('approved') },
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
        site: sites.size + 1,
        key,
        settings,
        unlinked: new Set(),
        approved: new Set(),
      };
      await run(connection, 'INSERT INTO sites VALUES ($site, $key, $rules)', {
        site: site.site,
        key,
        rules: JSON.stringify(settings),
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
    async decide(site, decision, pair) {
      if (site[decision].has(pair)) return;
      site[decision].add(pair);
      await run(connection, 'INSERT INTO decisions VALUES ($site, $decision, $pair)', {
        site: site.site,
        decision,
        pair,
      });
    },
    reload,
  };
};
