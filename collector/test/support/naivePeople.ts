import { isAnonymousShape } from 'kmq/wire';
import { isPlaceholder } from '../../src/people/identity.js';
import type { Link } from '../../src/people/link.js';
import { toPair } from '../../src/people/link.js';
import type { LinkRules } from '../../src/people/resolve.js';

/** Rules of a site that nobody has touched. */
export const PLAIN_RULES: LinkRules = {
  anonymousShape: true,
  linkNamed: true,
  unlinked: new Set(),
  approved: new Set(),
};

const utf8 = (text: string) => Buffer.from(text).toString('hex');

/** One text per link that sorts as S9 says: class, time, then id or fields bytewise. */
const toRank = ({ source, time, id, fields }: Link): string =>
  [
    'ia'.includes(source) ? 0 : 1,
    String(Math.round(time * 1000)).padStart(20, '0'),
    utf8(id ?? fields),
    utf8(fields),
  ].join('|');

/**
 * S9 and S10 once more, as slowly and plainly as they can be written: people are lists, and every link
 * looks for its two by going through all of them. Same answer as `resolvePeople`, sorted.
 */
export const naivePeople = (links: readonly Link[], rules: LinkRules): string[][] => {
  const kept = links.filter(({ a, b }) => !rules.unlinked.has(toPair(a, b)));
  const isNamed = (x: string) =>
    !(rules.anonymousShape && isAnonymousShape(x)) ||
    kept.some(({ a, source }) => source === 'i' && a === x);
  const everyone = [...new Set(links.flatMap(({ a, b }) => [a, b]))].filter(
    (x) => !isPlaceholder(x),
  );
  let people = everyone.map((x) => [x]);
  const join = ({ a, b }: Link, mayJoinNames: boolean) => {
    const one = people.find((members) => members.includes(a))!;
    const other = people.find((members) => members.includes(b))!;
    if (one === other) return;
    const together = [...one, ...other];
    const bothNamed = one.some(isNamed) && other.some(isNamed);
    if (bothNamed && !mayJoinNames) return;
    const tooMany = (bothNamed && together.filter(isNamed).length > 5) || together.length > 200;
    if (tooMany && !rules.approved.has(toPair(a, b))) return;
    people = [...people.filter((members) => members !== one && members !== other), together];
  };

  const inOrder = kept
    .filter(({ a, b }) => !isPlaceholder(a) && !isPlaceholder(b))
    .sort((x, y) => (toRank(x) < toRank(y) ? -1 : 1));
  for (const link of inOrder) {
    const stated = 'ia'.includes(link.source);
    if (isNamed(link.a) && isNamed(link.b) && stated && rules.linkNamed) join(link, true);
  }
  for (const link of inOrder) if (!isNamed(link.a) || !isNamed(link.b)) join(link, false);
  return sortPeople(people);
};

/** People in one order, so that two answers compare. */
export const sortPeople = (people: readonly (readonly string[])[]): string[][] =>
  people.map((members) => [...members].sort()).sort((x, y) => (x[0]! < y[0]! ? -1 : 1));
