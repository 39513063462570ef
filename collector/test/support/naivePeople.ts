import { isAnonymousShape } from 'kmq/wire';
import { isPlaceholder } from '../../src/people/identity.js';
import type { Link } from '../../src/people/link.js';
import { formatPair } from '../../src/people/link.js';
import type { LinkRules, LinkState } from '../../src/people/rules.js';

/** Rules of a site that nobody has touched. */
export const PLAIN_RULES: LinkRules = {
  anonymousShape: true,
  linkNamed: true,
  linkUnproven: false,
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
    // A space comes before every digit, as a text comes before those that it begins.
  ].join(' ');

type Verdicts = Map<Link, Exclude<LinkState, 'joined' | 'refused'>>;

/**
 * S9 once more, as slowly and plainly as it can be written: people are lists, and every link looks for its two by going
 * through all of them. A function of the set of links; there are no limits.
 */
const joinAll = (
  links: readonly Link[],
  isNamed: (identity: string) => boolean,
  rules: LinkRules,
): string[][] => {
  let people = [...new Set(links.flatMap(({ a, b }) => [a, b]))].map((x) => [x]);
  const join = ({ a, b }: Link, mayJoinNames: boolean) => {
    const one = people.find((members) => members.includes(a))!;
    const other = people.find((members) => members.includes(b))!;
    if (one === other) return;
    if (one.some(isNamed) && other.some(isNamed) && !mayJoinNames) return;
    people = [...people.filter((each) => each !== one && each !== other), [...one, ...other]];
  };
  const inOrder = [...links].sort((x, y) => (toRank(x) < toRank(y) ? -1 : 1));
  for (const link of inOrder) {
    const stated = 'ia'.includes(link.source);
    if (isNamed(link.a) && isNamed(link.b) && stated && rules.linkNamed) join(link, true);
  }
  for (const link of inOrder) if (!isNamed(link.a) || !isNamed(link.b)) join(link, false);
  return people;
};

/** What became of each link, and who is one person: links arrive in their order, and each is tried with all before it (S10). */
export const naiveStates = (links: readonly Link[], rules: LinkRules) => {
  const verdicts: Verdicts = new Map();
  const known: Link[] = [];
  const isNamed = (x: string) =>
    !(rules.anonymousShape && isAnonymousShape(x)) ||
    known.some((link) => verdicts.get(link) !== 'unlinked' && link.source === 'i' && link.a === x);
  const isWaiting = (link: Link) =>
    isNamed(link.a) &&
    isNamed(link.b) &&
    'ia'.includes(link.source) &&
    rules.linkNamed &&
    link.proven === false &&
    !rules.linkUnproven &&
    !rules.approved.has(formatPair(link.a, link.b));
  const isTooMany = (members: readonly string[], before: readonly (readonly string[])[]) => {
    if (members.length > 200) return true;
    // Their names may be many only where they were together before.
    const names = members.filter(isNamed);
    return names.length > 5 && !before.some((each) => names.every((name) => each.includes(name)));
  };

  for (const link of links) {
    const { a, b } = link;
    const before = known.filter((each) => !verdicts.has(each));
    known.push(link);
    if (rules.unlinked.has(formatPair(a, b))) verdicts.set(link, 'unlinked');
    else if (isPlaceholder(a) || isPlaceholder(b)) verdicts.set(link, 'placeholder');
    // Whoever becomes a name by this one may need proof for earlier links.
    for (const each of known)
      if (!verdicts.has(each) && isWaiting(each)) verdicts.set(each, 'unproven');
    if (verdicts.has(link)) continue;
    const stands = before.filter((each) => !verdicts.has(each));
    const then = joinAll(stands, isNamed, rules);
    const now = joinAll([...stands, link], isNamed, rules);
    const own = new Set(then.map((members) => JSON.stringify([...members].sort())));
    const grown = now.filter((members) => !own.has(JSON.stringify([...members].sort())));
    const lost = (members: readonly string[]) =>
      then.some((each) => members.every((member) => each.includes(member)));
    if (
      !rules.approved.has(formatPair(a, b)) &&
      grown.some((members) => !lost(members) && isTooMany(members, then))
    )
      verdicts.set(link, 'held');
  }

  const people = joinAll(
    links.filter((link) => !verdicts.has(link)),
    isNamed,
    rules,
  );
  const everybody = new Set(links.flatMap(({ a, b }) => [a, b]).filter((x) => !isPlaceholder(x)));
  for (const identity of people.flat()) everybody.delete(identity);
  const all = [...people, ...[...everybody].map((identity) => [identity])];
  const states = links.map((link): LinkState => {
    const verdict = verdicts.get(link);
    if (verdict === 'unlinked' || verdict === 'placeholder') return verdict;
    const isOne = all.some((members) => members.includes(link.a) && members.includes(link.b));
    return isOne ? 'joined' : (verdict ?? 'refused');
  });
  return { people: sortPeople(all), states };
};

/** Who is one person. */
export const naivePeople = (links: readonly Link[], rules: LinkRules): string[][] =>
  naiveStates(links, rules).people;

/** People in one order, so that two answers compare. */
export const sortPeople = (people: readonly (readonly string[])[]): string[][] =>
  people.map((members) => [...members].sort()).sort((x, y) => (x[0]! < y[0]! ? -1 : 1));
