import type { ApproveRecord, UnapproveRecord, UnlinkRecord } from '../../ingest/record.js';
import { normalizeIdentity } from '../../people/identity.js';
import { formatPair } from '../../people/link.js';
import { createPeople } from '../../people/people.js';
import { isAnonymous, type LinkRules } from '../../people/rules.js';
import { toKey } from '../hash.js';
import type { Entry } from '../hit.js';
import type { Identities } from './identities.js';
import { type PeopleStore, readEdges, tellNeeds } from './read-people.js';
import { keepPeople, toRules, writeVerdicts } from './resolve.js';
import type { Site, Sites } from './sites.js';
import type { LinkStore } from './store.js';

/** A human's word about two identities. */
export type DecisionRecord = UnlinkRecord | ApproveRecord | UnapproveRecord;

/** Whether a record is a human's word about two identities. */
export const isDecision = (entry: Entry): entry is DecisionRecord =>
  entry.type === 'unlink' || entry.type === 'approve' || entry.type === 'unapprove';

const decide = (sites: Sites, site: Site, { type, seq }: DecisionRecord, pair: string) => {
  if (type === 'unlink') return sites.decide(site, 'unlinked', pair, seq);
  return type === 'approve'
    ? sites.decide(site, 'approved', pair, seq)
    : sites.undecide(site, 'approved', pair);
};

/** Who of some identities is a name, without some links. */
export const readNamed = async (
  store: LinkStore,
  rules: LinkRules,
  texts: ReadonlyMap<number, string>,
  except: readonly number[],
): Promise<number[]> => {
  const names = new Set(await store.readNames([...texts.keys()], except));
  return [...texts.keys()].filter(
    (identity) => names.has(identity) || !isAnonymous(texts.get(identity)!, rules),
  );
};

/** Takes all links between two identities as if they arrived now (S10). */
const takeAgain = async (
  store: PeopleStore,
  identities: Identities,
  site: Site,
  pair: ReadonlyMap<number, string>,
): Promise<void> => {
  const own = [...pair.keys()];
  const links = await readEdges(store, await store.links.readBetween(own));
  if (!links.length) return;
  const seqs = links.map(({ seq }) => seq);
  const people = createPeople(toRules(site));
  const before = await tellNeeds(store, people, () => people.needsAll(own));
  const named = await readNamed(store.links, people.rules, pair, seqs);
  people.takeAway(own, { seqs, named });
  for (const link of links) {
    before.push(...(await tellNeeds(store, people, () => people.needs(link))));
    people.take(link);
  }
  keepPeople(identities, site, people, before);
  await identities.write();
  await writeVerdicts(store.links, people, new Set([...seqs, ...people.changed()]));
  identities.joined.clear();
};

/** Takes the links between two identities away, approves them, or takes an approval back. */
export const takeDecision = async (
  store: PeopleStore,
  { sites, identities }: { sites: Sites; identities: Identities },
  record: DecisionRecord,
): Promise<void> => {
  const site = await sites.take(record.site);
  const texts = [record.a, record.b].map((sent) => normalizeIdentity(sent, site.settings));
  await decide(sites, site, record, formatPair(texts[0]!, texts[1]!));
  const found = await store.identities.find(texts.map((text) => toKey(site.key, text)));
  if (found.length !== new Set(texts).size) return;
  // The directory is read once it is asked.
  await identities.take([]);
  await takeAgain(
    store,
    identities,
    site,
    new Map(found.map(({ identity, text }) => [identity, text])),
  );
};
