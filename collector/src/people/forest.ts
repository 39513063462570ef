import { compareLinks, type Link } from './link.js';
import { IDENTITY_LIMIT, NAMED_LIMIT } from './rules.js';

/** A link that counts, between numbers of identities. */
export interface Edge {
  seq: number;
  x: number;
  y: number;
  link: Link;
  /** One of those that hold a person together. */
  tree: boolean;
}

/** An identity and what is known of it here. */
export interface Node {
  identity: number;
  text: string;
  named: boolean;
  group: Group;
  /** Edges that hold its person together. */
  tree: Set<Edge>;
  /** All edges that count, as far as they were told. */
  edges: Set<Edge>;
}

/** A person, while links are taken. */
export interface Group {
  nodes: Set<Node>;
  names: number;
  /** No edge of its tree is weaker than this one. */
  weakest: Edge | undefined;
  /** All edges that touch it are known here, not only its tree. */
  isWhole: boolean;
}

/** The weaker of two edges. */
export const chooseWeaker = (one: Edge | undefined, other: Edge | undefined): Edge | undefined => {
  if (!one || !other) return one ?? other;
  return compareLinks(one.link, other.link) > 0 ? one : other;
};

/** Whether an edge says less than another one. */
export const isWeaker = (one: Edge, other: Edge): boolean => compareLinks(one.link, other.link) > 0;

/** Such edges join by their sender's word; among all others the strongest do. */
export const isBetweenNames = ({ x, y }: { x: Node; y: Node }): boolean => x.named && y.named;

/** A group of one. */
export const createNode = (
  told: { identity: number; text: string; named: boolean },
  isWhole: boolean,
): Node => {
  const node = { ...told, tree: new Set(), edges: new Set() } as unknown as Node;
  node.group = { nodes: new Set([node]), names: told.named ? 1 : 0, weakest: undefined, isWhole };
  return node;
};

/** Whether two groups are more than one person can be without a human's word (S10). */
export const isTooLarge = (one: Group, other: Group): boolean =>
  (one.names > 0 && other.names > 0 && one.names + other.names > NAMED_LIMIT) ||
  one.nodes.size + other.nodes.size > IDENTITY_LIMIT;

/** Puts the smaller group into the larger one. */
export const unite = (one: Group, other: Group): Group => {
  if (one === other) return one;
  const [into, from] = one.nodes.size < other.nodes.size ? [other, one] : [one, other];
  for (const node of from.nodes) {
    node.group = into;
    into.nodes.add(node);
  }
  into.names += from.names;
  into.weakest = chooseWeaker(into.weakest, from.weakest);
  into.isWhole &&= from.isWhole;
  return into;
};

/**
 * How each anonymous identity around `from` is reached by the edges of its tree, with the name where its branch ends:
 * all names together are the root, so nothing is looked for behind one.
 */
export const walkBranch = (
  from: Node,
  findNode: (identity: number) => Node,
): Map<Node, Edge | undefined> => {
  const steps = new Map<Node, Edge | undefined>([[from, undefined]]);
  // A map's keys include those added while it is walked: it is the queue, too.
  for (const at of steps.keys()) {
    if (at.named) continue;
    for (const edge of at.tree) {
      const next = findNode(edge.x === at.identity ? edge.y : edge.x);
      if (!steps.has(next)) steps.set(next, edge);
    }
  }
  return steps;
};

/** The weakest edge on the way back from one node of a walk to its start. */
export const findWeakest = (
  steps: ReadonlyMap<Node, Edge | undefined>,
  to: Node,
  findNode: (identity: number) => Node,
): Edge | undefined => {
  let weakest: Edge | undefined;
  for (let at = to; ; ) {
    const edge = steps.get(at);
    if (!edge) return weakest;
    weakest = chooseWeaker(weakest, edge);
    at = findNode(edge.x === at.identity ? edge.y : edge.x);
  }
};
