import { isPlaceholder } from '../../people/identity.js';
import { resolvePeople } from '../../people/resolve.js';
import type { Identities } from './identities.js';
import type { NewLink } from './links.js';
import { toRules } from './regroup.js';
import { groupRows } from './rows.js';
import type { Site } from './sites.js';

/** Places of a link whose people it is about: placeholders connect nothing. */
export const toEnds = ({ a, b, link }: NewLink): number[] => [
  ...(isPlaceholder(link.a) ? [] : [a]),
  ...(isPlaceholder(link.b) ? [] : [b]),
];

/** For each place that links touch, one place that stands for all it is connected with. */
const connect = (links: readonly NewLink[]): ((place: number) => number) => {
  const up = new Map<number, number>();
  const find = (place: number): number => {
    let root = place;
    for (let next = up.get(root); next !== undefined; next = up.get(root)) root = next;
    if (root !== place) up.set(place, root);
    return root;
  };
  for (const link of links) {
    const [x, y] = toEnds(link).map(find);
    if (x !== undefined && y !== undefined && x !== y) up.set(x, y);
  }
  return find;
};

/** Keeps what links of a batch have joined. */
export const keepTies = ({ ties }: Identities, links: readonly NewLink[]): void => {
  for (const link of links) if (link.state === 'joined') ties.keep(link);
};

const resolve = (identities: Identities, site: Site, links: readonly NewLink[]) => {
  const find = connect(links);
  const places = new Map<string, number>();
  const components = new Map<number, number>();
  for (const { a, b, link } of links)
    for (const [text, place] of [
      [link.a, a],
      [link.b, b],
    ] as const) {
      places.set(text, place);
      const identity = identities.identity(place);
      const root = find(place);
      components.set(root, Math.min(components.get(root) ?? identity, identity));
    }
  const { people, named, states } = resolvePeople(
    links.map(({ link }) => link),
    toRules(site),
  );
  links.forEach((link, at) => {
    link.state = states[at]!;
  });
  keepTies(identities, links);
  for (const members of people) {
    const own = members.map((text) => places.get(text)!);
    const person = Math.min(...own.map(identities.identity));
    own.forEach((place, at) => {
      const component = components.get(find(place))!;
      identities.group(place, { person, named: named.has(members[at]!), component });
    });
  }
};

/**
 * Resolves the people of those whom no link had touched before this batch: all there is to know of them is here, so
 * nothing has to be read (S9). Answers the links that say something new of anybody else.
 */
export const groupNewcomers = (identities: Identities, links: readonly NewLink[]): NewLink[] => {
  for (const link of links) if (identities.ties.has(link)) link.state = 'joined';
  const telling = links.filter(({ state }) => state === null);
  const find = connect(telling);
  const old = new Set(telling.flatMap(toEnds).filter(identities.isLinked).map(find));
  const isOld = (link: NewLink) => toEnds(link).some((place) => old.has(find(place)));
  const young = telling.filter((link) => !isOld(link));
  for (const [site, own] of groupRows(young, 'site')) resolve(identities, site, own);
  for (const { a, b } of telling) {
    identities.link(a);
    identities.link(b);
  }
  return telling.filter(isOld);
};
