import { isAnonymousShape } from 'kmq/wire';
import { createGroups, type Groups } from './groups.js';
import { isPlaceholder } from './identity.js';
import { compareLinks, isStated, type Link, toPair } from './link.js';

/** What became of a link. Everything but `joined` is shown to the site's people. */
export type LinkState =
  | 'joined'
  /** It would have put two names together that nobody stated to be one person. */
  | 'refused'
  /** It would have made a person too large; it waits for a human's word. */
  | 'held'
  /** One of its identities stands for nobody. */
  | 'placeholder'
  /** A human took it away. */
  | 'unlinked';

/** Settings and words of humans that links are read with. */
export interface LinkRules {
  /** Identities of the original client's shape are anonymous. */
  anonymousShape: boolean;
  /** Two named identities may be joined by an alias or identify link. */
  linkNamed: boolean;
  /** Pairs (`toPair`) whose every link is taken away. */
  unlinked: ReadonlySet<string>;
  /** Pairs whose links may make a person larger than the limits. */
  approved: ReadonlySet<string>;
}

/** Who is who. */
export interface People {
  /** Each identity that a link mentions, placeholders left out, in exactly one person. */
  people: string[][];
  /** Those of them that are names. */
  named: ReadonlySet<string>;
  /** What became of each link, in the order in which they were given. */
  states: LinkState[];
}

/** Takes links in their order into groups; answers what became of each. */
const takeLinks = (
  ordered: readonly Link[],
  isNamed: (identity: string) => boolean,
  groups: Groups,
  rules: LinkRules,
): Map<Link, LinkState> => {
  const states = new Map<Link, LinkState>();
  const isBetweenNames = ({ a, b }: Link) => isNamed(a) && isNamed(b);
  const take = (link: Link): LinkState => {
    const { same, tooLarge } = groups.look(link.a, link.b);
    if (!same && tooLarge && !rules.approved.has(toPair(link.a, link.b))) return 'held';
    groups.join(link.a, link.b);
    return 'joined';
  };

  for (const link of ordered)
    if (isBetweenNames(link) && isStated(link) && rules.linkNamed) states.set(link, take(link));
  for (const link of ordered)
    if (!isBetweenNames(link))
      states.set(link, groups.look(link.a, link.b).bothNamed ? 'refused' : take(link));
  // What is left may not join two names; where they are one person anyway, nothing was refused.
  for (const link of ordered)
    if (!states.has(link))
      states.set(link, groups.look(link.a, link.b).same ? 'joined' : 'refused');
  return states;
};

/**
 * Links → people: a function of the set of links, whatever order they come in (S9, S10).
 * Identities are expected as `toIdentity` spells them. Pure.
 */
export const resolvePeople = (links: readonly Link[], rules: LinkRules): People => {
  const isUnlinked = ({ a, b }: Link) => rules.unlinked.has(toPair(a, b));
  const isReal = ({ a, b }: Link) => !isPlaceholder(a) && !isPlaceholder(b);
  const stands = links.filter((link) => !isUnlinked(link));
  const identified = new Set(stands.filter(({ source }) => source === 'i').map(({ a }) => a));
  const isNamed = (identity: string) =>
    !rules.anonymousShape || !isAnonymousShape(identity) || identified.has(identity);
  const groups = createGroups(isNamed);
  const states = takeLinks(stands.filter(isReal).sort(compareLinks), isNamed, groups, rules);

  const people = new Map<string, string[]>();
  const named = new Set<string>();
  for (const identity of new Set(links.flatMap(({ a, b }) => [a, b]))) {
    if (isPlaceholder(identity)) continue;
    const members = people.get(groups.find(identity));
    if (members) members.push(identity);
    else people.set(groups.find(identity), [identity]);
    if (isNamed(identity)) named.add(identity);
  }
  return {
    people: [...people.values()],
    named,
    states: links.map(
      (link) => states.get(link) ?? (isUnlinked(link) ? 'unlinked' : 'placeholder'),
    ),
  };
};
