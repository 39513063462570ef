import { isPlaceholder, normalizeIdentity } from '../../people/identity.js';
import { groupRows } from '../group-rows.js';
import type { PlacedHit, ProjectedHit } from '../hit.js';
import type { Identities, Mention } from './identities.js';
import { addLinks, type NewLink } from './links.js';
import type { Order } from './order.js';
import type { Repeats } from './repeats.js';
import { keepPeople, takeArrivals, writeVerdicts } from './resolve.js';
import type { Site, Sites } from './sites.js';
import type { LocalStore } from './store.js';

/** What is known by heart between batches. */
export interface Known {
  sites: Sites;
  identities: Identities;
  repeats: Repeats;
  order: Order;
}

/** A hit on its way. */
interface Draft {
  hit: ProjectedHit;
  site: Site;
  /** The identity that owns the hit, as it is compared. */
  text: string;
  /** The other identity of a link, likewise; null of any other hit. */
  other: string | null;
  /** Place of that identity. */
  owner: number;
}

const draftHits = async (
  { sites, repeats }: Known,
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

/** Gives hits of a batch their people and places, in log order; those that are repeats are left out (S7, S9, S12). */
export const placeHits = async (
  store: LocalStore,
  known: Known,
  hits: readonly ProjectedHit[],
): Promise<PlacedHit[]> => {
  const { identities, order } = known;
  const drafts = await draftHits(known, hits);
  await takeLinks(store, identities, await takeIdentities(identities, drafts));
  const ords = await order.toOrds(
    drafts.map(({ hit, site }) => ({ site: site.site, millisecond: hit.millisecond })),
  );
  return drafts.map(({ hit, site, text, owner }, at) => ({
    hit,
    site: site.site,
    ord: ords[at]!,
    identity: identities.identity(owner),
    person: identities.person(owner),
    sentAs: hit.identity === text ? null : hit.identity,
  }));
};
