import { isAnonymousShape } from 'kmq/wire';
import { toKey } from '../hash.js';
import { createDirectory, type Directory } from './directory.js';
import { createIdentityChanges, type IdentityChanges, type Reassign } from './identity-changes.js';
import { createJoinedLinks, type JoinedLinks } from './joined-links.js';
import { MEMORY, type Memory } from './memory.js';
import type { Site } from './sites.js';
import type { Grouped, IdentityStore } from './store.js';

/** An identity that a hit mentions. */
export interface Mention {
  site: Site;
  text: string;
  /** Millisecond of the hit, or null where the mention makes nobody: a placeholder in a link. */
  seen: number | null;
}

/** Texts ⇄ numbers of identities. A place is where the loader finds one until its batch is written. */
export interface Identities extends Pick<Directory, 'identity' | 'person' | 'isLinked'> {
  /** The places of all that a batch mentions, in log order; who is new gets a number. */
  take(mentions: readonly Mention[]): Promise<number[]>;
  /** Keeps what links made of an identity. */
  group(site: Site, text: string, grouped: Grouped): void;
  /** Links between places. */
  joined: JoinedLinks;
  /** From now on a link touches it. */
  link(place: number): void;
  /** Makes each identity of a site a person of its own; what was known by heart does not hold then. */
  separate(site: Site): Promise<void>;
  /** Writes down what this batch brought. */
  write(): Promise<void>;
  /** Between batches: bounds the memory. */
  settle(): void;
  /** After a transaction that failed. */
  forget(): void;
}

const readDirectory = async (store: IdentityStore, above: number): Promise<Directory> => {
  const directory = createDirectory();
  for await (const { keys, identities, people, firstSeen, linked } of store.readAbove(above))
    keys.forEach((key, at) => {
      directory.add(key, {
        identity: identities[at]!,
        person: people[at]!,
        firstSeen: firstSeen[at]!,
        linked: linked[at]!,
      });
    });
  return directory;
};

/** The identities of the store; a bounded number of them in memory. */
export const createIdentities = (
  store: IdentityStore,
  reassign: Reassign,
  memory: Memory = MEMORY,
): Identities => {
  let directory = createDirectory();
  /** The highest number, and the highest before the batch at hand. */
  let last: number | undefined;
  let settled = 0;
  let isComplete = true;
  const texts = new Map<number, Map<string, number>>();
  const createChanges = (): IdentityChanges => createIdentityChanges(directory, store, reassign);
  let changes = createChanges();
  const joined = createJoinedLinks();

  const open = async () => {
    last = settled = await store.last();
    isComplete = last <= memory.identities;
    texts.clear();
    directory = await readDirectory(store, isComplete ? 0 : last - memory.identities / 2);
    changes = createChanges();
    joined.clear();
  };

  const textsOf = (site: Site): Map<string, number> => {
    const found = texts.get(site.site) ?? new Map<string, number>();
    texts.set(site.site, found);
    return found;
  };

  /** Brings those of the store that the directory has no room for. */
  const lookUp = async (mentions: readonly Mention[]) => {
    const keys = new Set(mentions.map(({ site, text }) => toKey(site.key, text)));
    for (const key of keys) if (directory.find(key) >= 0) keys.delete(key);
    // Whoever may have links is treated as who has: that costs time only.
    for (const { key, identity, person, firstSeen } of await store.find(keys))
      directory.add(key, { identity, person, firstSeen, linked: true });
  };

  const add = ({ site, text, seen }: Mention, key: bigint): number => {
    const identity = ++last!;
    const known = { identity, person: identity, firstSeen: seen, linked: false };
    const place = directory.add(key, known);
    const named = !(site.settings.anonymousShape && isAnonymousShape(text));
    changes.add(place, { site: site.site, key, text, named });
    return place;
  };

  const find = (mention: Mention): number => {
    const own = textsOf(mention.site);
    const remembered = own.get(mention.text);
    if (remembered !== undefined) return remembered;
    const key = toKey(mention.site.key, mention.text);
    const known = directory.find(key);
    const place = known < 0 ? add(mention, key) : known;
    own.set(mention.text, place);
    return place;
  };

  const see = (place: number, seen: number | null) => {
    const before = directory.firstSeen(place);
    if (seen === null || (before !== null && before <= seen)) return;
    directory.setFirstSeen(place, seen);
    changes.move(place);
  };

  return {
    identity: (place) => directory.identity(place),
    person: (place) => directory.person(place),
    isLinked: (place) => directory.isLinked(place),
    async take(mentions) {
      if (last === undefined) await open();
      if (!isComplete) await lookUp(mentions);
      return mentions.map((mention) => {
        const place = find(mention);
        see(place, mention.seen);
        return place;
      });
    },
    group(site, text, grouped) {
      const place = directory.find(toKey(site.key, text));
      // No hit of whoever came with this batch is kept yet.
      changes.group(place, grouped, grouped.identity > settled);
    },
    joined,
    link: (place) => directory.setLinked(place),
    async separate({ site }) {
      const joined = await store.separate(site);
      if (joined.length) await reassign(joined.map((identity) => ({ identity, person: identity })));
    },
    async write() {
      await changes.write();
      changes = createChanges();
    },
    settle() {
      settled = last ?? settled;
      let remembered = 0;
      for (const own of texts.values()) remembered += own.size;
      if (remembered > memory.texts) texts.clear();
      if (directory.size() > memory.identities) last = undefined;
    },
    forget() {
      last = undefined;
    },
  };
};
