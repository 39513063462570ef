import { chooseWeaker, type Edge, isBetweenNames, isTooLarge, type Node, unite } from './forest.js';
import { compareLinks } from './link.js';
import { isApproved, isTrusted, type LinkRules, mayJoinNames, type Verdict } from './rules.js';

/** Whose people are found anew, and how that is written down. */
export interface Rebuilt {
  /** All identities of some people; all edges that touch them are known. */
  within: readonly Node[];
  rules: LinkRules;
  findNode: (identity: number) => Node;
  setTree: (edge: Edge, tree: boolean) => void;
  /** An edge that counted does so no longer. */
  hold: (edge: Edge, verdict: Verdict) => void;
}

/**
 * Finds some people anew from all their links, the strongest first (S9). What held them together does so again, however
 * large they are; what did not may not make anybody too large. People beyond them can only gain.
 */
export const rebuild = ({ within, rules, findNode, setTree, hold }: Rebuilt): void => {
  const edges = [...new Set(within.flatMap((node) => [...node.edges]))].sort((one, other) =>
    compareLinks(one.link, other.link),
  );
  const were = new Set(edges.filter(({ tree }) => tree));
  for (const edge of were) setTree(edge, false);
  for (const node of within)
    node.group = {
      nodes: new Set([node]),
      names: Number(node.named),
      weakest: undefined,
      isWhole: true,
    };

  const ends = ({ x, y }: Edge) => ({ x: findNode(x), y: findNode(y) });
  const join = (edge: Edge): void => {
    const { x, y } = ends(edge);
    if (x.group === y.group) return;
    if (isTooLarge(x.group, y.group) && !were.has(edge) && !isApproved(edge.link, rules))
      return hold(edge, 'held');
    const group = unite(x.group, y.group);
    group.weakest = chooseWeaker(group.weakest, edge);
    setTree(edge, true);
  };

  const named = edges.filter((edge) => isBetweenNames(ends(edge)));
  for (const edge of [
    ...named.filter((each) => were.has(each)),
    ...named.filter((each) => !were.has(each)),
  ]) {
    if (!mayJoinNames(edge.link, rules)) continue;
    if (isTrusted(edge.link, rules)) join(edge);
    else hold(edge, 'unproven');
  }
  for (const edge of edges) {
    const { x, y } = ends(edge);
    if (isBetweenNames({ x, y }) || (x.group.names && y.group.names)) continue;
    join(edge);
  }
};
