import type { DuckDBConnection } from '@duckdb/node-api';
import { isPlaceholder, toIdentity } from '../../people/identity.js';
import type { Entry, ProjectedHit } from '../hit.js';
import { takeDecision } from './decisions.js';
import { addHits, type Draft } from './hits.js';
import type { Identities, Mention } from './identities.js';
import { addLinks, connect, type NewLink } from './links.js';
import { groupNewcomers, keepTies, toEnds } from './newcomers.js';
import type { Order } from './order.js';
import { regroup } from './regroup.js';
import type { Repeats } from './repeats.js';
import { run } from './rows.js';
import { takeSettings } from './settings.js';
import type { Site, Sites } from './sites.js';

/** What the loader keeps in memory between batches. */
export interface Loaded {
  sites: Sites;
  identities: Identities;
  repeats: Repeats;
  order: Order;
}

/** Identities, by site, whose people have to be resolved anew. */
type Touched = Map<Site, Set<number>>;

const touch = (touched: Touched, site: Site, found: Iterable<number>): void => {
  const identities = touched.get(site) ?? new Set();
  for (const identity of found) identities.add(identity);
  touched.set(site, identities);
};

const isHit = (entry: Entry): entry is ProjectedHit => entry.type === 'hit';

/** Takes entries in log order, since settings count from where they stand. */
const takeEntries = async (
  connection: DuckDBConnection,
  { sites, repeats }: Loaded,
  entries: readonly Entry[],
  touched: Touched,
): Promise<Draft[]> => {
  const again = await repeats.find(entries.filter(isHit));
  const drafts: Draft[] = [];
  for (const entry of entries) {
    if (entry.type === 'settings')
      touch(touched, ...(await takeSettings(connection, sites, entry)));
    else if (entry.type === 'unlink' || entry.type === 'approve')
      touch(touched, ...(await takeDecision(connection, sites, entry)));
    else if (isHit(entry) && !(entry.repeat && again.has(entry.repeat))) {
      const site = sites.find(entry.site) ?? (await sites.take(entry.site));
      const text = toIdentity(entry.identity, site.settings);
      const other = entry.link ? toIdentity(entry.name!, site.settings) : null;
      drafts.push({ hit: entry, site, text, other, owner: -1 });
    }
  }
  return drafts;
};

/** Gives drafts the places of their owners; answers their links. */
const takeIdentities = async (
  identities: Identities,
  drafts: readonly Draft[],
): Promise<NewLink[]> => {
  const mentions: Mention[] = [];
  for (const { hit, site, text, other } of drafts) {
    mentions.push({ site, text, seen: hit.millisecond });
    if (other === null) continue;
    // A placeholder that a link names is nobody whom a list of people should show.
    mentions.push({ site, text: other, seen: isPlaceholder(other) ? null : hit.millisecond });
  }
  const places = await identities.take(mentions);
  const links: NewLink[] = [];
  let at = 0;
  for (const draft of drafts) {
    const { hit, site, text } = draft;
    draft.owner = places[at++]!;
    if (!hit.link) continue;
    const link = { a: mentions[at]!.text, b: text, ...hit.link };
    links.push({ seq: hit.seq, site, a: places[at++]!, b: draft.owner, link, state: null });
  }
  return links;
};

/** Resolves people as the links of a batch want it (S9). */
const takeLinks = async (
  connection: DuckDBConnection,
  identities: Identities,
  links: readonly NewLink[],
  touched: Touched,
): Promise<void> => {
  const { ties } = identities;
  // A human's word, or a setting, may take links away.
  if (touched.size) ties.clear();
  const old = groupNewcomers(identities, links);
  await identities.write();
  await addLinks(connection, identities, links);
  const ends = old.map((link) => toEnds(link).map(identities.identity));
  old.forEach(({ site }, at) => {
    touch(touched, site, ends[at]!);
  });
  await connect(
    connection,
    ends.filter(([a, b]) => b !== undefined && a !== b),
  );
  for (const [site, found] of touched) {
    if (!found.size) continue;
    const changes = await regroup(connection, identities, site, found);
    if ([...changes.values()].some(({ from }) => from === 'joined')) ties.clear();
    for (const link of old) link.state = changes.get(link.seq)?.to ?? link.state;
  }
  keepTies(identities, old);
};

/** Counts the spellings of names, for sites that need them. */
const countNames = async ({ sites }: Loaded, drafts: readonly Draft[]): Promise<void> => {
  const counted = new Set<Site>();
  for (const { hit, site } of drafts) {
    if (!site.names.foldNames || hit.kind === 'a') continue;
    counted.add(site);
    if (hit.kind === 'e') site.spellings.events.count(hit.name!, 1);
    for (const name of Object.keys(JSON.parse(hit.properties)))
      site.spellings.properties.count(name, 1);
  }
  for (const site of counted) await sites.writeSpellings(site);
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
  const links = await takeIdentities(identities, drafts);
  await takeLinks(connection, identities, links, touched);
  await addHits(connection, loaded, drafts);
  await countNames(loaded, drafts);
  await run(connection, `UPDATE progress SET seq = ${upToSeq}`);
};
