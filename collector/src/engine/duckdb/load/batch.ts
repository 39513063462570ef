import type { DuckDBConnection } from '@duckdb/node-api';
import { isPlaceholder, normalizeIdentity } from '../../../people/identity.js';
import { groupRows } from '../../group-rows.js';
import type { Entry, ProjectedHit } from '../../hit.js';
import { isDecision, takeDecision } from '../../people-index/decisions.js';
import type { Identities, Mention } from '../../people-index/identities.js';
import { addLinks, type NewLink } from '../../people-index/links.js';
import type { Order } from '../../people-index/order.js';
import type { Repeats } from '../../people-index/repeats.js';
import { keepPeople, takeArrivals, writeVerdicts } from '../../people-index/resolve.js';
import { takeSettings } from '../../people-index/settings.js';
import type { Site, Sites } from '../../people-index/sites.js';
import type { LocalStore } from '../../people-index/store.js';
import { run } from '../tables/rows.js';
import { addHits, type Draft } from './hits.js';

/** What the loader keeps in memory between batches. */
export interface Loaded {
  sites: Sites;
  identities: Identities;
  repeats: Repeats;
  order: Order;
  store: LocalStore;
}

const isHit = (entry: Entry): entry is ProjectedHit => entry.type === 'hit';

const takeHits = async (
  { sites, repeats }: Loaded,
  hits: readonly ProjectedHit[],
): Promise<Draft[]> => {
  const again = await repeats.find(hits);
  const drafts: Draft[] = [];
  for (const hit of hits) {
    if (hit.repeat && again.has(hit.repeat)) continue;
    const site = sites.find(hit.site) ?? (await sites.take(hit.site));
    const text = normalizeIdentity(hit.identity, site.settings);
    const other = hit.link ? normalizeIdentity(hit.name!, site.settings) : null;
    drafts.push({ hit, site, text, other, owner: -1 });
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
    const [a, b] = [places[at]!, draft.owner];
    const link = { a: mentions[at++]!.text, b: text, ...hit.link };
    const ends = { a, b, x: identities.identity(a), y: identities.identity(b) };
    links.push({ seq: hit.seq, site, ...ends, link, verdict: null, tree: false });
  }
  return links;
};

/** Resolves people as the links of a batch want it (S9). */
const takeLinks = async (
  store: LocalStore,
  identities: Identities,
  links: readonly NewLink[],
): Promise<void> => {
  const { joined } = identities;
  const repeated = links.filter((link) => joined.has(link));
  for (const link of repeated) link.verdict = 'counted';
  const telling = links.filter(({ verdict }) => verdict === null);
  for (const [site, own] of groupRows(telling, 'site'))
    await takeArrivals<NewLink>(
      {
        store,
        site,
        isNew: (link, end) => !identities.isLinked(end === 'x' ? link.a : link.b),
        async write(taken, people, before) {
          const fresh = new Set(taken.map(({ seq }) => seq));
          for (const link of taken) Object.assign(link, people.look(link.seq));
          keepPeople(identities, site, people, before);
          await identities.write();
          await addLinks(store.links, taken);
          const changed = [...people.changed()].filter((seq) => !fresh.has(seq));
          await writeVerdicts(store.links, people, changed);
          for (const link of taken) {
            identities.link(link.a);
            identities.link(link.b);
          }
          // What counted counts no more: whatever says the same has to be looked at again.
          if (changed.some((seq) => people.look(seq).verdict !== 'counted')) joined.clear();
          for (const link of taken) if (people.isTie(link)) joined.keep(link);
        },
      },
      own,
    );
  await identities.write();
  await addLinks(store.links, repeated);
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

/** Writes hits that follow each other, without a word of a human in between. */
const writeHits = async (
  connection: DuckDBConnection,
  loaded: Loaded,
  hits: readonly ProjectedHit[],
): Promise<void> => {
  if (!hits.length) return;
  const { identities } = loaded;
  const drafts = await takeHits(loaded, hits);
  const links = await takeIdentities(identities, drafts);
  await takeLinks(loaded.store, identities, links);
  await addHits(connection, loaded, drafts);
  await countNames(loaded, drafts);
  identities.settle();
};

/** Writes a batch of records and the position behind it. For use inside a transaction (S5). */
export const writeBatch = async (
  connection: DuckDBConnection,
  loaded: Loaded,
  entries: readonly Entry[],
  upToSeq: number,
): Promise<void> => {
  const { identities, sites, store } = loaded;
  let hits: ProjectedHit[] = [];
  for (const entry of entries) {
    if (isHit(entry)) {
      hits.push(entry);
      continue;
    }
    if (entry.type !== 'settings' && !isDecision(entry)) continue;
    // A human's word, or a setting, counts from where it stands.
    await writeHits(connection, loaded, hits);
    hits = [];
    if (entry.type === 'settings') await takeSettings(store, { sites, identities }, entry);
    else await takeDecision(store, { sites, identities }, entry);
  }
  await writeHits(connection, loaded, hits);
  await run(connection, `UPDATE progress SET seq = ${upToSeq}`);
};
