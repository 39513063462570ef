// Links of two identities in shapes that a sender might choose to make people costly. Each answers pairs [a, b, more].

/** The n-th anonymous id. */
export const toAnonymous = (n) => Buffer.from(`${n}`.padStart(20, 'k')).toString('base64');
const name = (n) => `n${n}`;
const range = (count) => Array.from({ length: count }, (_, n) => n);
const pairsThenChain = (count, toText) => [
  ...range(count).map((n) => [toText(2 * n), toText(2 * n + 1)]),
  ...range(count - 1).map((n) => [toText(2 * (count - 2 - n) + 1), toText(2 * (count - 1 - n))]),
];
const random = (seed) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** Each by its name; `count` is how many links are wanted. */
export const SHAPES = {
  'chain of names': (count) => range(count).map((n) => [name(n), name(n + 1)]),
  'chain of names, from its end': (count) =>
    range(count).map((n) => [name(count - n), name(count - n - 1)]),
  'chain of visitors': (count) => range(count).map((n) => [toAnonymous(n), toAnonymous(n + 1)]),
  'chain of visitors, times falling': (count) =>
    range(count).map((n) => [toAnonymous(n), toAnonymous(n + 1), { time: -n }]),
  'pairs, then a chain over them': (count) => pairsThenChain(count >> 1, name),
  'pairs of visitors, then a chain over them': (count) => pairsThenChain(count >> 1, toAnonymous),
  'hub named first': (count) => range(count).map((n) => ['hub', name(n)]),
  'hub named second': (count) => range(count).map((n) => [name(n), 'hub']),
  'hub with visitors': (count) => range(count).map((n) => ['hub', toAnonymous(n)]),
  'visitor whom all names share': (count) => range(count).map((n) => [name(n), toAnonymous(0)]),
  'visitor whom all names share, times falling': (count) =>
    range(count).map((n) => [name(n), toAnonymous(0), { time: -n }]),
  comb: (count) =>
    range(count).map((n) => (n % 2 ? [name(n), toAnonymous(n)] : [name(n), name(n + 2)])),
  'cliques of 200': (count) => {
    const pairs = [];
    for (let base = 0; pairs.length < count; base += 200)
      for (let a = 0; a < 200; a++)
        for (let b = 0; b < a; b++)
          pairs.push([toAnonymous(base + a), toAnonymous(base + b), { time: -pairs.length }]);
    return pairs.slice(0, count);
  },
  random: (count) => {
    const below = random(1);
    const any = () => (below(2) ? name(below(count)) : toAnonymous(below(count)));
    return range(count).map(() => [any(), any(), { time: below(count), source: 'iafu'[below(4)] }]);
  },
  'random among few': (count) => {
    const below = random(2);
    const any = () => (below(2) ? name(below(300)) : toAnonymous(below(300)));
    return range(count).map(() => [any(), any(), { time: below(count), source: 'iafu'[below(4)] }]);
  },
  'names and visitors in turn': (count) =>
    range(count).map((n) =>
      n % 2 ? [name(n), toAnonymous(n + 1)] : [name(n + 1), toAnonymous(n)],
    ),
  'visitors who become names': (count) =>
    range(count).map((n) =>
      n < count / 2
        ? [name(n), toAnonymous(n), { source: 'f' }]
        : [toAnonymous(n - (count >> 1)), toAnonymous(n), { source: 'i' }],
    ),
  'the same two again and again': (count) =>
    range(count).map((n) => ['ada', toAnonymous(0), { time: -n }]),
};
