import type { Edge } from '../../people/forest.js';
import type { Needs, People, Placed } from '../../people/people.js';
import { groupRows } from '../group-rows.js';
import type { LocalStore, StoredLink } from './store.js';

/** What is read of the store: who is who, and why. */
export type PeopleStore = Pick<LocalStore, 'identities' | 'links'>;

/** A link as an edge; the texts of its ends are known. */
const toEdge = (
  { seq, x, y, tree, ...rest }: StoredLink,
  texts: ReadonlyMap<number, string>,
): Edge => ({ seq, x, y, link: { ...rest, a: texts.get(x)!, b: texts.get(y)! }, tree });

/** Links as edges. */
export const readEdges = async (
  { identities }: PeopleStore,
  links: readonly StoredLink[],
): Promise<Edge[]> => {
  const texts = await identities.readTexts(links.flatMap(({ x, y }) => [x, y]));
  return links.map((link) => toEdge(link, texts));
};

/** Tells people what the store has of them; answers how they are there. */
const tellPeople = async (
  { identities, links }: PeopleStore,
  people: People,
  asked: readonly number[],
): Promise<Placed[]> => {
  const members = await identities.readPeople(asked);
  const together = groupRows(members, 'person');
  const large = [...together.values()].filter(({ length }) => length > 1).flat();
  const trees = large.length ? await links.readTrees(large.map(({ identity }) => identity)) : [];
  const texts = new Map(large.map(({ identity, text }) => [identity, text]));
  const personOf = new Map(large.map(({ identity, person }) => [identity, person]));
  const edges = groupRows(
    trees.map((link) => ({ person: personOf.get(link.x)!, edge: toEdge(link, texts) })),
    'person',
  );
  for (const [person, own] of together)
    people.addPerson(
      own,
      (edges.get(person) ?? []).map(({ edge }) => edge),
    );
  return members;
};

const tellEdges = async (
  store: PeopleStore,
  people: People,
  identities: readonly number[],
): Promise<void> =>
  people.addEdges(identities, await readEdges(store, await store.links.readCounted(identities)));

/** Tells people what they need until they need no more; answers how those are kept who were not known before. */
export const tellNeeds = async (
  store: PeopleStore,
  people: People,
  ask: () => Needs,
): Promise<Placed[]> => {
  const members: Placed[] = [];
  for (;;) {
    const { unknown, edges } = ask();
    if (unknown.length) members.push(...(await tellPeople(store, people, unknown)));
    else if (edges.length) await tellEdges(store, people, edges);
    else return members;
  }
};
