import {
  chooseWeaker,
  type Edge,
  findWeakest,
  type Group,
  isBetweenNames,
  isTooLarge,
  isWeaker,
  type Node,
  unite,
  walkBranch,
} from './forest.js';
import {
  IDENTITY_LIMIT,
  isApproved,
  isTrusted,
  type LinkRules,
  mayJoinNames,
  type Verdict,
} from './rules.js';

interface Forest {
  rules: LinkRules;
  findNode(identity: number): Node;
  ends(edge: { x: number; y: number }): { x: Node; y: Node };
  /** Adds an edge to its identities, or finds the one that is there. */
  keep(edge: Edge): Edge;
  /** Says whether an edge holds a person together. */
  setTree(edge: Edge, tree: boolean): void;
}

/** Creates what attaches a new link between two known identities: it joins their people, replaces a weaker link, or is held (S9, S10). */
export const createAttach = ({ rules, findNode, ends, keep, setTree }: Forest) => {
  const join = (edge: Edge): void => {
    const { x, y } = ends(edge);
    setTree(edge, true);
    const group = unite(x.group, y.group);
    group.weakest = chooseWeaker(group.weakest, edge);
  };

  /** What a link of two names does. */
  const takeNamed = (edge: Edge): Verdict => {
    const { x, y } = ends(edge);
    // A form or an address never joins two names.
    if (!mayJoinNames(edge.link, rules)) return 'counted';
    if (!isTrusted(edge.link, rules)) return 'unproven';
    if (x.group === y.group) return 'counted';
    if (isTooLarge(x.group, y.group) && !isApproved(edge.link, rules)) return 'held';
    join(keep(edge));
    return 'counted';
  };

  /** The edge that a new one makes superfluous, if it is a weaker one: of each circle the weakest does not hold (S9). */
  const findWeaker = (edge: Edge): { weakest: Edge; near: Node } | undefined => {
    const { x, y } = ends(edge);
    const bound = chooseWeaker(x.group.weakest, y.group.weakest);
    if (x === y || !bound || !isWeaker(bound, edge)) return undefined;
    const around = walkBranch(x, findNode);
    if (around.has(y)) {
      const weakest = findWeakest(around, y, findNode);
      return weakest && isWeaker(weakest, edge) ? { weakest, near: x } : undefined;
    }
    // Both branches end at names.
    const findRoot = (steps: ReturnType<typeof walkBranch>) =>
      findWeakest(steps, [...steps.keys()].find(({ named }) => named)!, findNode);
    const [ofX, ofY] = [findRoot(around), findRoot(walkBranch(y, findNode))];
    const weakest = chooseWeaker(ofX, ofY);
    if (!weakest || !isWeaker(weakest, edge)) return undefined;
    return { weakest, near: weakest === ofX ? x : y };
  };

  /** Those that hang on one side of an edge, away from the names. */
  const findHanging = (edge: Edge, near: Node): Node[] => {
    const hanging = new Set([near]);
    for (const at of hanging)
      for (const each of at.tree) {
        if (each === edge) continue;
        const next = findNode(each.x === at.identity ? each.y : each.x);
        hanging.add(next);
      }
    return [...hanging];
  };

  const move = (moved: readonly Node[], into: Group): void => {
    for (const node of moved) {
      node.group.nodes.delete(node);
      node.group = into;
      into.nodes.add(node);
    }
  };

  /** What a link does of which one end is anonymous at least. */
  const takeAnonymous = (edge: Edge): Verdict => {
    const { x, y } = ends(edge);
    const [one, other] = [x.group, y.group];
    const isSame = one === other;
    if (!isSame && !(one.names && other.names)) {
      if (isTooLarge(one, other) && !isApproved(edge.link, rules)) return 'held';
      join(keep(edge));
      return 'counted';
    }
    const found = findWeaker(edge);
    if (found) {
      const { weakest, near } = found;
      if (!isSame) {
        const hanging = findHanging(weakest, near);
        const into = near.group === one ? other : one;
        if (into.nodes.size + hanging.length > IDENTITY_LIMIT && !isApproved(edge.link, rules))
          return 'held';
        into.isWhole &&= near.group.isWhole;
        into.weakest = chooseWeaker(into.weakest, near.group.weakest);
        move(hanging, into);
      }
      setTree(weakest, false);
      setTree(keep(edge), true);
      const group = x.group;
      group.weakest = chooseWeaker(group.weakest, edge);
    }
    return 'counted';
  };

  return (edge: Edge): Verdict =>
    isBetweenNames(ends(edge)) ? takeNamed(edge) : takeAnonymous(edge);
};
