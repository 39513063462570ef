import { isPlaceholder } from '../../src/people/identity.js';
import type { Link } from '../../src/people/link.js';
import { createPeople } from '../../src/people/people.js';
import { isAnonymous, type LinkRules, type LinkState } from '../../src/people/rules.js';

/** Links, in the order in which they arrive, → people. */
export const resolvePeople = (links: readonly Link[], rules: LinkRules) => {
  const people = createPeople(rules);
  const numbers = new Map<string, number>();
  const toNumber = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const identity = numbers.size + 1;
    numbers.set(text, identity);
    if (!isPlaceholder(text)) people.add({ identity, text, named: !isAnonymous(text, rules) });
    return identity;
  };
  links.forEach((link, at) => {
    people.take({ seq: at, x: toNumber(link.a), y: toNumber(link.b), link });
  });
  const byPerson = new Map<number, string[]>();
  const personOf = new Map<string, number>();
  const named = new Set<string>();
  for (const member of people.members()) {
    byPerson.set(member.person, [...(byPerson.get(member.person) ?? []), member.text]);
    personOf.set(member.text, member.person);
    if (member.named) named.add(member.text);
  }
  const states = links.map(({ a, b }, at): LinkState => {
    const { verdict } = people.look(at);
    if (verdict === 'unlinked' || verdict === 'placeholder') return verdict;
    if (personOf.get(a) === personOf.get(b)) return 'joined';
    return verdict === 'counted' ? 'refused' : verdict;
  });
  return { people: [...byPerson.values()], named, states };
};
