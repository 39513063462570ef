import type { Override } from '../hit.js';
import type { Directory } from './directory.js';
import type { Grouped, IdentityStore, NewIdentity } from './store.js';

/** A new identity before it is written. */
export type Newcomer = Pick<NewIdentity, 'site' | 'key' | 'text' | 'named'>;

/** Has hits of identities belong to other people than when they were written. */
export type Reassign = (overrides: readonly Override[]) => Promise<void>;

/** What a batch brings of identities, by their places in a directory. */
export interface IdentityChanges {
  add(place: number, newcomer: Newcomer): void;
  /** It was seen earlier than the store says. */
  move(place: number): void;
  /** The place is -1 where the directory does not have it; a fresh one has no hits yet. */
  group(place: number, grouped: Grouped, isFresh: boolean): void;
  write(): Promise<void>;
}

/** Changes of a directory, none yet. */
export const createIdentityChanges = (
  directory: Directory,
  store: IdentityStore,
  reassign: Reassign,
): IdentityChanges => {
  const newcomers = new Map<number, Newcomer>();
  const moved = new Set<number>();
  const changed: Grouped[] = [];
  const overrides: Override[] = [];

  const toNew = ([place, newcomer]: [number, Newcomer]): NewIdentity => ({
    ...newcomer,
    identity: directory.identity(place),
    firstSeen: directory.firstSeen(place),
    person: directory.person(place),
  });

  return {
    add: (place, newcomer) => newcomers.set(place, newcomer),
    move(place) {
      if (!newcomers.has(place)) moved.add(place);
    },
    group(place, grouped, isFresh) {
      const { identity, person, named } = grouped;
      const newcomer = newcomers.get(place);
      if (newcomer) newcomer.named = named;
      else {
        changed.push(grouped);
        if (!isFresh) overrides.push({ identity, person });
      }
      if (place >= 0) directory.setPerson(place, person);
    },
    async write() {
      if (newcomers.size) await store.add([...newcomers].map(toNew));
      if (moved.size)
        await store.setFirstSeen(
          [...moved].map((place) => [directory.identity(place), directory.firstSeen(place)]),
        );
      if (changed.length) await store.setPeople(changed);
      if (overrides.length) await reassign(overrides);
    },
  };
};
