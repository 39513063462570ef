import { createAttach } from './attach.js';
import {
  chooseWeaker,
  createNode,
  type Edge,
  type Group,
  isBetweenNames,
  type Node,
  unite,
} from './forest.js';
import { isPlaceholder } from './identity.js';
import type { Link } from './link.js';
import { rebuild } from './rebuild.js';
import { isAnonymous, isUnlinked, type LinkRules, type Verdict } from './rules.js';

/** An identity as it is told. */
export interface Told {
  identity: number;
  text: string;
  named: boolean;
}

/** An identity and its person: the smallest number of those that are one person. */
export interface Placed extends Told {
  person: number;
}

/** A link between numbers of identities, with its position. */
export interface Arrival {
  seq: number;
  x: number;
  y: number;
  link: Link;
}

/** What has to be told before something can be done; nothing, where both are empty. */
export interface Needs {
  /** Identities whose people are not known here. */
  unknown: number[];
  /** Identities of which every edge is asked for. */
  edges: number[];
}

/**
 * Some people of a site, as links that arrive make them (S9, S10). Nothing here reads anything: who asks tells what the
 * tables have of the people that are needed.
 */
export interface People {
  readonly rules: LinkRules;
  has(identity: number): boolean;
  /** Tells an identity that no link has touched. */
  add(told: Told): void;
  /** Tells a person: all identities, and the edges that hold them together. */
  addPerson(members: readonly Told[], tree: readonly Edge[]): void;
  /** Tells all edges that touch these identities, which are known. */
  addEdges(identities: readonly number[], told: readonly Edge[]): void;
  /** Those of what is needed that have not been told yet. */
  lacks(needs: Needs): Needs;
  /** Whether a link makes a name of an anonymous identity. */
  isNaming(arrival: Arrival): boolean;
  /** What has to be told before a link can be taken. */
  needs(arrival: Arrival): Needs;
  /** Takes a link as it arrives. */
  take(arrival: Arrival): Verdict;
  /** What has to be known before these identities' people can be found again. */
  needsAll(identities: readonly number[]): Needs;
  /** Finds the people of these identities again, without some edges; `named`: those that are names. */
  takeAway(
    identities: readonly number[],
    { seqs, named }: { seqs: readonly number[]; named: readonly number[] },
  ): void;
  /** What became of a link that was taken here. */
  look(seq: number): { tree: boolean; verdict: Verdict };
  /** Whether a link counts, and saying it again would change nothing. */
  isTie(arrival: Arrival): boolean;
  /** Links that were told or taken and are another now. */
  changed(): Iterable<number>;
  /** Everybody, as they are now. */
  members(): Iterable<Placed>;
}

const NOTHING: Needs = { unknown: [], edges: [] };

/** Creates people of whom nobody is told. */
export const createPeople = (rules: LinkRules): People => {
  const nodes = new Map<number, Node>();
  const edges = new Map<number, Edge>();
  const verdicts = new Map<number, Verdict>();
  const changed = new Set<number>();
  const findNode = (identity: number): Node => nodes.get(identity)!;
  const ends = ({ x, y }: { x: number; y: number }) => ({ x: findNode(x), y: findNode(y) });

  /** An edge in both of its identities, as far as they are known. */
  const keep = (told: Edge): Edge => {
    const edge = edges.get(told.seq) ?? told;
    edges.set(edge.seq, edge);
    for (const node of [nodes.get(edge.x), nodes.get(edge.y)]) {
      node?.edges.add(edge);
      if (edge.tree) node?.tree.add(edge);
    }
    return edge;
  };
  const setTree = (edge: Edge, tree: boolean): void => {
    if (edge.tree === tree) return;
    edge.tree = tree;
    changed.add(edge.seq);
    for (const node of Object.values(ends(edge))) {
      if (tree) node.tree.add(edge);
      else node.tree.delete(edge);
    }
  };
  const hold = (edge: Edge, verdict: Verdict): void => {
    verdicts.set(edge.seq, verdict);
    changed.add(edge.seq);
    edges.delete(edge.seq);
    for (const node of [nodes.get(edge.x), nodes.get(edge.y)]) node?.edges.delete(edge);
  };

  const attach = createAttach({ rules, findNode, ends, keep, setTree });

  const isNaming = ({ x, link }: Arrival): boolean =>
    link.source === 'i' &&
    isAnonymous(link.a, rules) &&
    !isUnlinked(link, rules) &&
    !nodes.get(x)?.named;

  const needsAll = (identities: readonly number[]): Needs => {
    const unknown = identities.filter((identity) => !nodes.has(identity));
    if (unknown.length) return { unknown, edges: [] };
    const within = [...new Set(identities.map((identity) => findNode(identity).group))];
    const partly = within.filter(({ isWhole }) => !isWhole);
    if (partly.length)
      return {
        unknown,
        edges: partly.flatMap((group) => [...group.nodes].map(({ identity }) => identity)),
      };
    const beyond = new Set<number>();
    for (const group of within)
      for (const node of group.nodes)
        for (const { x, y } of node.edges)
          for (const end of [x, y]) if (!nodes.has(end)) beyond.add(end);
    return { unknown: [...beyond], edges: [] };
  };

  const rework = (identities: readonly number[], named: readonly number[]): void => {
    const groups = new Set(identities.map((identity) => findNode(identity).group));
    const within = [...groups].flatMap((group) => [...group.nodes]);
    for (const identity of identities) findNode(identity).named = named.includes(identity);
    rebuild({ within, rules, findNode, setTree, hold });
  };

  const judge = (arrival: Arrival): Verdict => {
    const { x, link } = arrival;
    if (isUnlinked(link, rules)) return 'unlinked';
    if (isNaming(arrival)) {
      const node = findNode(x);
      if (node.edges.size) rework([x], [x]);
      else {
        node.named = true;
        node.group.names++;
      }
    }
    if (isPlaceholder(link.a) || isPlaceholder(link.b)) return 'placeholder';
    const edge: Edge = { ...arrival, tree: false };
    const verdict = attach(edge);
    if (verdict === 'counted') keep(edge);
    return verdict;
  };

  return {
    rules,
    has: (identity) => nodes.has(identity),
    add(told) {
      nodes.set(told.identity, createNode(told, true));
    },
    addPerson(members, tree) {
      let group: Group | undefined;
      for (const member of members) {
        const node = createNode(member, false);
        nodes.set(member.identity, node);
        group = group ? unite(group, node.group) : node.group;
      }
      for (const edge of tree) group!.weakest = chooseWeaker(group!.weakest, keep(edge));
    },
    addEdges(identities, told) {
      for (const edge of told) if (!verdicts.has(edge.seq)) keep(edge);
      for (const identity of identities) findNode(identity).group.isWhole = true;
    },
    lacks: ({ unknown, edges: ofThem }) => ({
      unknown: unknown.filter((identity) => !nodes.has(identity)),
      edges: ofThem,
    }),
    isNaming,
    needs(arrival) {
      const { x, y, link } = arrival;
      if (isUnlinked(link, rules)) return NOTHING;
      const real = [...(isPlaceholder(link.a) ? [] : [x]), ...(isPlaceholder(link.b) ? [] : [y])];
      const unknown = real.filter((identity) => !nodes.has(identity));
      if (unknown.length) return { unknown, edges: [] };
      if (!isNaming(arrival) || !findNode(x).edges.size) return NOTHING;
      return needsAll([x]);
    },
    take(arrival) {
      const verdict = judge(arrival);
      if (verdict === 'counted') verdicts.delete(arrival.seq);
      else verdicts.set(arrival.seq, verdict);
      return verdict;
    },
    needsAll,
    takeAway(identities, { seqs, named }) {
      for (const seq of seqs) {
        const edge = edges.get(seq);
        if (!edge) continue;
        for (const node of Object.values(ends(edge))) {
          node.tree.delete(edge);
          node.edges.delete(edge);
        }
        edges.delete(seq);
      }
      rework(identities, named);
    },
    look: (seq) => ({
      tree: edges.get(seq)?.tree ?? false,
      verdict: verdicts.get(seq) ?? 'counted',
    }),
    // Of two names it matters who says it.
    isTie: ({ seq, x, y }) => edges.has(seq) && !isBetweenNames(ends({ x, y })),
    changed: () => changed,
    *members() {
      const people = new Map<Group, number>();
      for (const { group, identity } of nodes.values())
        people.set(group, Math.min(people.get(group) ?? identity, identity));
      for (const { identity, text, named, group } of nodes.values())
        yield { identity, text, named, person: people.get(group)! };
    },
  };
};
