import { isPlaceholder } from '../../people/identity.js';
import { createPeople } from '../../people/people.js';
import { groupRows } from '../group-rows.js';
import { toWholeMillisecond } from '../hit.js';
import { readNamed } from './decisions.js';
import type { Known } from './place-hits.js';
import { tellNeeds } from './read-people.js';
import { keepPeople, toRules, writeVerdicts } from './resolve.js';
import { takeAllAgain } from './settings.js';
import type { Site } from './sites.js';
import type { LocalStore } from './store.js';

/** People are found anew so many identities at a time. */
const REGROUP_IDENTITIES = 1_000;

/** Records that go, with what is known of their hits. */
export interface Removal {
  seqs: readonly number[];
  /** Identities whose hits are gone. */
  owners: readonly number[];
  /** The millisecond of the first hit that is left of each identity that has one. */
  readFirst: (identities: readonly number[]) => Promise<Map<number, number>>;
}

/**
 * An identity is there for as long as a hit is its own, or a link names it; those who stay may have been seen first by
 * what is gone. Answers who is gone.
 */
const renewIdentities = async (
  { identities, links }: LocalStore,
  touched: readonly number[],
  readFirst: Removal['readFirst'],
): Promise<number[]> => {
  const own = await readFirst(touched);
  const named = await links.readFirstNamed(touched);
  const gone = touched.filter((identity) => !own.has(identity) && !named.has(identity));
  await identities.remove(gone);
  const changed: [identity: number, millisecond: number | null][] = [];
  for (const { identity, text, firstSeen } of await identities.read(touched)) {
    const time = named.get(identity);
    const first = Math.min(
      own.get(identity) ?? Infinity,
      // A placeholder that a link names is nobody.
      time === undefined || isPlaceholder(text) ? Infinity : toWholeMillisecond(time),
    );
    const seen = first === Infinity ? null : first;
    if (seen !== firstSeen) changed.push([identity, seen]);
  }
  if (changed.length) await identities.setFirstSeen(changed);
  return gone;
};

/** Finds the people of some identities anew, of whom links are gone. */
const regroupSome = async (
  store: LocalStore,
  { identities }: Known,
  site: Site,
  some: readonly { identity: number; text: string }[],
): Promise<void> => {
  const own = some.map(({ identity }) => identity);
  const texts = new Map(some.map(({ identity, text }) => [identity, text]));
  const people = createPeople(toRules(site));
  const before = await tellNeeds(store, people, () => people.needsAll(own));
  const named = await readNamed(store.links, people.rules, texts, []);
  people.takeAway(own, { seqs: [], named });
  keepPeople(identities, site, people, before);
  await identities.write();
  await writeVerdicts(store.links, people, people.changed());
};

const regroup = async (
  store: LocalStore,
  known: Known,
  parted: readonly number[],
): Promise<void> => {
  const { identities, sites } = known;
  const left = await store.identities.read(parted);
  for (const [number, own] of groupRows(left, 'site')) {
    const site = [...sites.list()].find((each) => each.site === number) as Site;
    // What is gone is known by heart.
    identities.forget();
    await identities.take([]);
    // Links wait for room, which there may be now.
    if (await store.links.hasHeld(number)) await takeAllAgain(store, identities, site);
    else
      for (let at = 0; at < own.length; at += REGROUP_IDENTITIES)
        await regroupSome(store, known, site, own.slice(at, at + REGROUP_IDENTITIES));
  }
};

/** Takes records out of the index, as if the log had never had them; answers the identities that are gone. */
export const removeFromIndex = async (
  store: LocalStore,
  known: Known,
  { seqs, owners, readFirst }: Removal,
): Promise<number[]> => {
  const parted = await store.links.remove(seqs);
  await store.sites.removeDecisions(seqs);
  await store.repeats.remove(seqs);
  await known.sites.reload();
  const touched = [...new Set([...owners, ...parted])];
  const gone = await renewIdentities(store, touched, readFirst);
  await regroup(store, known, parted);
  return gone;
};
