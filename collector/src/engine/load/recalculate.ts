import { CURRENCY_NAMES, toCurrency, toRevenue } from '../../money.js';
import type { HitMoney, HitRange, HitWriter } from '../hit-store.js';
import type { Site, Sites } from '../people-index/sites.js';

/** Positions of the log that one step looks at: some tenths of a second. */
const STEP_SEQS = 50_000;

/** Counts names of a part of a site's hits. */
const countNames = async (hits: HitWriter, { spellings }: Site, range: HitRange) => {
  const counted = await hits.countNames(range);
  for (const kind of ['events', 'properties'] as const)
    for (const [name, count] of counted[kind]) spellings[kind].count(name, count);
};

/** Names under which hits may tell money, as they are spelled. */
const findSpelled = ({ names, spellings }: Site): string[] => {
  const all = [...names.revenue, ...names.currency, ...CURRENCY_NAMES];
  return names.foldNames ? all.flatMap((name) => spellings.properties.of(name)) : all;
};

/** Reads the money of a part of a site's hits by the site's names. */
const readMoney = async (hits: HitWriter, site: Site, range: HitRange) => {
  const found = await hits.readMoney(range, findSpelled(site));
  const changed = found.flatMap((hit): HitMoney[] => {
    const properties = JSON.parse(hit.properties) as Record<string, string>;
    const revenue = toRevenue(properties, site.names);
    const currency = revenue === null ? null : toCurrency(properties, site.names);
    const isSame = hit.revenue === revenue && hit.currency === currency;
    return isSame ? [] : [{ seq: hit.seq, revenue, currency }];
  });
  if (changed.length) await hits.setMoney(range, changed);
};

/** Reads a part of a site's stale hits by its names of now. For use inside a transaction. */
export const recalculate = async (hits: HitWriter, sites: Sites, site: Site): Promise<void> => {
  const { from, to } = site.stale!;
  const first = await hits.findNext({ site: site.site, from, to });
  if (first === null) return sites.setStale(site, null);
  const last = Math.min(to, first + STEP_SEQS - 1);
  const range = { site: site.site, from: first, to: last };
  if (site.names.foldNames) {
    await countNames(hits, site, range);
    await sites.writeSpellings(site);
  }
  await readMoney(hits, site, range);
  await sites.setStale(site, last < to ? last : null);
};
