import type { DuckDBConnection } from '@duckdb/node-api';
import { isPlaceholder, toIdentity } from '../../people/identity.js';
import type { Entry, ProjectedHit } from '../hit.js';
import { takeDecision } from './decisions.js';
import { addHits, type Draft } from './hits.js';
import type { Identities, Mention } from './identities.js';
import { addLinks, type NewLink } from './links.js';
import { regroup } from './regroup.js';
import { dropRepeats } from './repeats.js';
import { run } from './rows.js';
import { takeSettings } from './settings.js';
import type { Site, Sites } from './sites.js';

/** What the loader keeps in memory between batches. */
export interface Loaded {
  sites: Sites;
  identities: Identities;
}

/** Identities, by site, whose people have to be resolved anew. */
type Touched = Map<Site, Set<number>>;

const touch = (touched: Touched, site: Site, found: Iterable<number>): void => {
  const identities = touched.get(site) ?? new Set();
  for (const identity of found) identities.add(identity);
  touched.set(site, identities);
};

const isHit = (entry: Entry): entry is ProjectedHit => entry.type === 'hit';

const toDraft = (hit: ProjectedHit, site: Site): Draft => ({
  hit,
  site,
  text: toIdentity(hit.identity, site.settings),
  other: hit.link && toIdentity(hit.name!, site.settings),
});

const toMentions = ({ hit, site, text, other }: Draft): Mention[] => {
  const owner = { site, text, seen: hit.millisecond };
  if (other === undefined) return [owner];
  // A placeholder that a link names is nobody whom a list of people should show.
  return [owner, { site, text: other, seen: isPlaceholder(other) ? null : hit.millisecond }];
};

const toLinks = (identities: Identities, { hit, site, text, other }: Draft): NewLink[] =>
  other === undefined
    ? []
    : [
        {
          seq: hit.seq,
          site,
          a: identities.get(site, other).identity,
          b: identities.get(site, text).identity,
          link: { a: other, b: text, ...hit.link! },
        },
      ];

/** Takes entries in log order, since settings count from where they stand. */
const takeEntries = async (
  connection: DuckDBConnection,
  { sites }: Loaded,
  entries: readonly Entry[],
  touched: Touched,
): Promise<Draft[]> => {
  const firsts = new Set(await dropRepeats(connection, entries.filter(isHit)));
  const drafts: Draft[] = [];
  for (const entry of entries) {
    if (entry.type === 'settings')
      touch(touched, ...(await takeSettings(connection, sites, entry)));
    else if (entry.type === 'unlink' || entry.type === 'approve')
      touch(touched, ...(await takeDecision(connection, sites, entry)));
    else if (isHit(entry) && firsts.has(entry))
      drafts.push(toDraft(entry, sites.find(entry.site) ?? (await sites.take(entry.site))));
  }
  return drafts;
};

/** Writes a batch of records and the position behind it. For use inside a transaction (S5). */
export const writeBatch = async (
  connection: DuckDBConnection,
  loaded: Loaded,
  entries: readonly Entry[],
  upToSeq: number,
): Promise<void> => {
  const { identities } = loaded;
  const touched: Touched = new Map();
  const drafts = await takeEntries(connection, loaded, entries, touched);
  await identities.take(drafts.flatMap(toMentions));
  const links = drafts.flatMap((draft) => toLinks(identities, draft));
  await addLinks(connection, links);
  for (const { site, a, b, link } of links) {
    if (!isPlaceholder(link.a)) touch(touched, site, [a]);
    if (!isPlaceholder(link.b)) touch(touched, site, [b]);
  }
  for (const [site, found] of touched)
    if (found.size) await regroup(connection, identities, site, found);
  await addHits(connection, identities, drafts);
  await run(connection, 'UPDATE progress SET seq = $seq', { seq: BigInt(upToSeq) });
};
