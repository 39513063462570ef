import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPair, type Link } from '../../src/people/link.js';
import type { LinkRules } from '../../src/people/rules.js';
import { naivePeople, naiveStates, PLAIN_RULES, sortPeople } from '../support/naivePeople.js';
import { resolvePeople } from '../support/people.js';

/** The n-th anonymous id. */
const anon = (n: number) => Buffer.alloc(20, n).toString('base64');
const [A, B, C] = [anon(1), anon(2), anon(3)] as const;

const link = (a: string, source: Link['source'], b: string, time = 0, id?: string): Link => ({
  a,
  b,
  source,
  time,
  id,
  fields: JSON.stringify([a, b, source, time, id]),
});

const resolve = (links: Link[], rules: Partial<LinkRules> = {}) => {
  const { people, states, named } = resolvePeople(links, { ...PLAIN_RULES, ...rules });
  return { people: sortPeople(people), states, named };
};

describe('who is one person', () => {
  const STORIES: [string, Link[], Partial<LinkRules>, string[][], string[]][] = [
    ['a name and its browser', [link('ada', 'i', A)], {}, [['ada', A]], ['joined']],
    [
      'two browsers of one name, each anonymous first',
      [link('ada', 'i', A, 1), link('ada', 'i', B, 2)],
      {},
      [['ada', A, B]],
      ['joined', 'joined'],
    ],
    ['two browsers without a name', [link(A, 'a', B)], {}, [[A, B]], ['joined']],
    ['two names by an alias', [link('ada', 'a', 'bob')], {}, [['ada', 'bob']], ['joined']],
    ['two names by an identify', [link('ada', 'i', 'bob')], {}, [['ada', 'bob']], ['joined']],
    [
      'two names on a site that forbids it',
      [link('ada', 'a', 'bob'), link('ada', 'i', 'bob')],
      { linkNamed: false },
      [['ada'], ['bob']],
      ['refused', 'refused'],
    ],
    [
      'two names by a form field, or a URL',
      [link('ada', 'f', 'bob'), link('ada', 'u', 'cy')],
      {},
      [['ada'], ['bob'], ['cy']],
      ['refused', 'refused'],
    ],
    [
      'two names by a form field that an alias joins anyway',
      [link('ada', 'f', 'bob', 1), link('ada', 'a', 'bob', 9)],
      {},
      [['ada', 'bob']],
      ['joined', 'joined'],
    ],
    [
      'a browser that two people share: it stays with the first',
      [link('bob', 'i', A, 2), link('ada', 'i', A, 1)],
      {},
      [['ada', A], ['bob']],
      ['refused', 'joined'],
    ],
    [
      'a shared browser whose two names an alias joins later',
      [link('bob', 'i', A, 2), link('ada', 'i', A, 1), link('ada', 'a', 'bob', 9)],
      {},
      [['ada', 'bob', A]],
      ['joined', 'joined', 'joined'],
    ],
    [
      'what is stated comes before what a form said earlier',
      [link('bob', 'f', A, 1), link('ada', 'i', A, 2)],
      {},
      [['ada', A], ['bob']],
      ['refused', 'joined'],
    ],
    [
      'equal times: the smaller hit id comes first',
      [link('bob', 'i', A, 5, 'y'), link('ada', 'i', A, 5, 'x')],
      {},
      [['ada', A], ['bob']],
      ['refused', 'joined'],
    ],
    [
      'a bridge of browsers between two names holds up to where they would meet',
      [link('ada', 'i', A, 1), link(A, 'a', B, 2), link(B, 'a', C, 3), link('bob', 'i', C, 4)],
      {},
      [['ada', A, B, C], ['bob']],
      ['joined', 'joined', 'joined', 'refused'],
    ],
    [
      'an anonymous shape that somebody was identified by is a name',
      [link(A, 'i', 'ada', 1), link('bob', 'f', A, 2)],
      {},
      [['ada', A], ['bob']],
      ['joined', 'refused'],
    ],
    [
      'cycles, repeats and an alias of oneself',
      [link('ada', 'a', 'ada'), link('ada', 'i', A), link(A, 'a', 'ada'), link('ada', 'i', A)],
      {},
      [['ada', A]],
      ['joined', 'joined', 'joined', 'joined'],
    ],
    [
      'placeholders on either side',
      [link('undefined', 'i', A), link('"NULL"', 'a', B), link('ada', 'a', '{{id}}')],
      {},
      [['ada'], [A], [B]],
      ['placeholder', 'placeholder', 'placeholder'],
    ],
    [
      'a pair that was taken apart, whatever else says the same of it',
      [link('ada', 'i', A, 1), link(A, 'a', 'ada', 2), link('ada', 'i', B, 3)],
      { unlinked: new Set([formatPair('ada', A)]) },
      [['ada', B], [A]],
      ['unlinked', 'unlinked', 'joined'],
    ],
    [
      'a pair that was taken apart but hangs together elsewhere',
      [link('ada', 'i', A), link(A, 'a', B), link('ada', 'i', B)],
      { unlinked: new Set([formatPair(A, 'ada')]) },
      [['ada', A, B]],
      ['unlinked', 'joined', 'joined'],
    ],
  ];
  it.each(STORIES)('%s', (_, links, rules, people, states) => {
    const found = resolve(links, rules);
    expect(found.people).toEqual(sortPeople(people));
    expect(found.states).toEqual(states);
  });

  const names = Array.from({ length: 6 }, (_, n) => `name ${n}`);
  const chain = names.slice(1).map((name, n) => link(name, 'a', names[n]!, n));

  it('holds the link that would make a sixth name, until someone approves it', () => {
    expect(resolve(chain).states).toEqual(['joined', 'joined', 'joined', 'joined', 'held']);
    const approved = new Set([formatPair(names[4]!, names[5]!)]);
    expect(resolve(chain, { approved }).people).toEqual([names]);
  });

  it('lets a browser join a person who was approved to have six names', () => {
    const approved = new Set([formatPair(names[4]!, names[5]!)]);
    const { people } = resolve([...chain, link('name 0', 'i', A, 99)], { approved });
    expect(people).toEqual([[A, ...names]]);
  });

  it('holds the link that would make the 201st identity', () => {
    const browsers = Array.from({ length: 200 }, (_, n) => link('ada', 'i', anon(n), n));
    const { people, states } = resolve(browsers);
    expect(people.map((members) => members.length).sort()).toEqual([1, 200]);
    expect(states.indexOf('held')).toBe(199);
  });

  it('tells names from anonymous identities', () => {
    expect([...resolve([link('ada', 'i', A)]).named]).toEqual(['ada']);
    expect([...resolve([link('ada', 'i', A)], { anonymousShape: false }).named]).toEqual([
      'ada',
      A,
    ]);
  });
});

const identity = fc.oneof(
  { weight: 6, arbitrary: fc.nat(11).map(anon) },
  { weight: 6, arbitrary: fc.nat(11).map((n) => `name ${n}`) },
  { weight: 1, arbitrary: fc.constantFrom('undefined', '"Guest"', '\u{10000}', '\uffff') },
);
const anyLinks = fc
  .array(
    fc.record({
      a: identity,
      b: identity,
      source: fc.constantFrom<Link['source']>('i', 'a', 'a', 'f', 'u'),
      time: fc.nat(6),
      id: fc.option(fc.constantFrom('a', 'b', '\u{10000}', '\uffff'), { nil: undefined }),
      proven: fc.constantFrom(true, true, undefined, false),
    }),
    { maxLength: 40 },
  )
  .map((drafts) =>
    drafts.map(({ a, b, source, time, id, proven }) => ({
      ...link(a, source, b, time, id),
      proven,
    })),
  );
const pairs = fc
  .array(fc.tuple(identity, identity), { maxLength: 3 })
  .map((found) => new Set(found.map(([a, b]) => formatPair(a, b))));
const rules = fc.record<LinkRules>({
  anonymousShape: fc.boolean(),
  linkNamed: fc.boolean(),
  linkUnproven: fc.boolean(),
  unlinked: pairs,
  approved: pairs,
});

const shuffle = <One>(given: readonly One[], random: Iterator<number>): One[] =>
  given
    .map((one) => ({ one, at: random.next().value as number }))
    .sort((x, y) => x.at - y.at)
    .map(({ one }) => one);

describe('whatever the links, people and states are those of the naive reference', () => {
  it('as they arrive (S9, S10)', () => {
    fc.assert(
      fc.property(anyLinks, rules, (given, how) => {
        const expected = naiveStates(given, how);
        expect(resolve(given, how)).toMatchObject(expected);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('people are a function of the set of links (S9)', () => {
  it('gives every permutation the same people while no link waits', () => {
    fc.assert(
      fc.property(anyLinks, rules, fc.infiniteStream(fc.nat()), (given, how, random) => {
        const shuffled = shuffle(given, random);
        const [one, other] = [resolve(given, how), resolve(shuffled, how)];
        fc.pre(![...one.states, ...other.states].includes('held'));
        expect(other.people).toEqual(one.people);
      }),
      { numRuns: 600 },
    );
  });

  it('gives every one of the 720 orders of six entangled links the same people', () => {
    const six = [
      link('ada', 'i', A, 1),
      link('bob', 'i', A, 1, 'x'),
      link('bob', 'f', B, 0),
      link(A, 'a', B, 3),
      link('cy', 'a', 'bob', 3),
      link('ada', 'u', C, 2),
    ];
    const orders = (rest: Link[]): Link[][] =>
      rest.length === 0
        ? [[]]
        : rest.flatMap((one) =>
            orders(rest.filter((other) => other !== one)).map((tail) => [one, ...tail]),
          );
    const answers = orders(six).map((order) => JSON.stringify(resolve(order).people));
    expect(answers.length).toBe(720);
    expect(new Set(answers)).toEqual(new Set([JSON.stringify(naivePeople(six, PLAIN_RULES))]));
  });

  it('takes a component for itself: strangers change nothing', () => {
    fc.assert(
      fc.property(anyLinks, anyLinks, rules, (given, others, how) => {
        const strange = others.map((one) => ({ ...one, a: `${one.a}!`, b: `${one.b}!` }));
        const all = resolvePeople([...strange, ...given], how);
        expect(all.states.slice(strange.length)).toEqual(resolvePeople(given, how).states);
      }),
    );
  });
});
