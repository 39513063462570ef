import { isPlaceholder } from '../../people/identity.js';
import {
  type Arrival,
  createPeople,
  type People,
  type Placed,
  type Told,
} from '../../people/people.js';
import { isAnonymous, type LinkRules } from '../../people/rules.js';
import type { Identities } from './identities.js';
import { type PeopleStore, tellNeeds } from './read-people.js';
import type { Site } from './sites.js';
import type { LinkStore } from './store.js';

/** So many people of the store are in memory at once; each has 200 identities at most without a human's word. */
const PEOPLE_AT_ONCE = 2000;
/** So many links are, whomever they touch. */
const LINKS_AT_ONCE = 5000;

/** The rules that a site's links are read with. */
export const toRules = ({ settings, unlinked, approved }: Site): LinkRules => ({
  ...settings,
  unlinked,
  approved,
});

/** Writes down what became of links of the store. */
export const writeVerdicts = async (
  store: LinkStore,
  people: People,
  seqs: Iterable<number>,
): Promise<void> => {
  const changed = [...seqs].map((seq) => ({ seq, ...people.look(seq) }));
  if (changed.length) await store.setVerdicts(changed);
};

/** Keeps of those whom links made somebody else, or a name. */
export const keepPeople = (
  identities: Identities,
  site: Site,
  people: People,
  before: readonly Placed[],
): void => {
  const known = new Map(before.map((member) => [member.identity, member]));
  for (const { identity, text, person, named } of people.members()) {
    const was = known.get(identity);
    if (was?.person !== person || was.named !== named)
      identities.group(site, text, { identity, person, named });
  }
};

/** How a site's links are taken. */
export interface Taking<One extends Arrival> {
  store: PeopleStore;
  site: Site;
  /** Whether no link has touched an end of a link before. */
  isNew: (link: One, end: 'x' | 'y') => boolean;
  /** Writes down what became of a portion of links; `before`: whom they touch, as they are kept. */
  write: (taken: readonly One[], people: People, before: readonly Placed[]) => Promise<void>;
}

type IsNew<One> = (link: One, end: 'x' | 'y') => boolean;

const toEnds = <One extends Arrival>(link: One, isNew: IsNew<One>) => [
  ...(isPlaceholder(link.link.a)
    ? []
    : [{ identity: link.x, text: link.link.a, isNew: isNew(link, 'x') }]),
  ...(isPlaceholder(link.link.b)
    ? []
    : [{ identity: link.y, text: link.link.b, isNew: isNew(link, 'y') }]),
];

/** Links in portions that touch not too many people of the store. */
function* toPortions<One extends Arrival>(
  links: Iterable<One>,
  isNew: IsNew<One>,
): Generator<One[]> {
  let portion: One[] = [];
  let known = new Set<number>();
  for (const link of links) {
    portion.push(link);
    for (const end of toEnds(link, isNew)) if (!end.isNew) known.add(end.identity);
    if (known.size < PEOPLE_AT_ONCE && portion.length < LINKS_AT_ONCE) continue;
    yield portion;
    portion = [];
    known = new Set();
  }
  if (portion.length) yield portion;
}

/** Tells people of everybody whom links touch; answers how they were before. */
const tellAll = async <One extends Arrival>(
  { store, isNew }: Taking<One>,
  people: People,
  links: readonly One[],
): Promise<Placed[]> => {
  const before: Placed[] = [];
  const add = (told: Told) => {
    people.add(told);
    before.push({ ...told, person: told.identity });
  };
  const old = new Set<number>();
  for (const link of links)
    for (const end of toEnds(link, isNew)) {
      const { identity, text } = end;
      if (!end.isNew) old.add(identity);
      else if (!people.has(identity))
        add({ identity, text, named: !isAnonymous(text, people.rules) });
    }
  const first = { unknown: [...old], edges: [] };
  before.push(...(await tellNeeds(store, people, () => people.lacks(first))));
  // Whoever becomes a name here: one by one, each would be asked for alone.
  const naming = links.flatMap((link) => (people.isNaming(link) && old.has(link.x) ? link.x : []));
  if (naming.length)
    before.push(...(await tellNeeds(store, people, () => people.needsAll(naming))));
  return before;
};

/**
 * Takes links of a site in the order in which they arrived (S9, S10). Only the people are read whom they touch, and those
 * are never large: what would make them so is held.
 */
export const takeArrivals = async <One extends Arrival>(
  taking: Taking<One>,
  links: Iterable<One>,
): Promise<void> => {
  const { store, site, isNew, write } = taking;
  for (const portion of toPortions(links, isNew)) {
    const people = createPeople(toRules(site));
    const before = await tellAll(taking, people, portion);
    for (const link of portion) {
      before.push(...(await tellNeeds(store, people, () => people.needs(link))));
      people.take(link);
    }
    await write(portion, people, before);
  }
};
