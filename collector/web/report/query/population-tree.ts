import {
  type Condition,
  encodeCondition,
  formatCondition,
  isComplete,
  readCondition,
} from './conditions.js';
import { type EventMatch, encodeMatch, formatMatchName, readMatch } from './event-match.js';

/** How deep the API lets conditions on people be nested. */
export const MOST_DEEP = 5;

/** A condition on people as it is edited: every node may be turned around. */
export type Node = { not: boolean } & (
  | { kind: 'group'; any: boolean; parts: Node[] }
  | {
      kind: 'did';
      match: EventMatch;
      atLeast: number;
      /** Null: ever. */
      lastDays: number | null;
    }
  | { kind: 'has'; condition: Condition }
);

export type Group = Extract<Node, { kind: 'group' }>;

/** A condition on people as the API takes it. */
export type Tree = Record<string, unknown>;

export const createGroup = (...parts: Node[]): Group => ({
  kind: 'group',
  not: false,
  any: false,
  parts,
});

export const createDid = (match: EventMatch, lastDays: number | null = null): Node => ({
  kind: 'did',
  not: false,
  match,
  atLeast: 1,
  lastDays,
});

export const createHas = (condition: Condition): Node => ({ kind: 'has', not: false, condition });

export const turnAround = (node: Node): Node => ({ ...node, not: !node.not });

const encodeBody = (node: Node): Tree => {
  if (node.kind === 'has') return encodeCondition(node.condition) as Tree;
  if (node.kind === 'group') return { [node.any ? 'or' : 'and']: node.parts.map(encodeNode) };
  const { match, atLeast, lastDays } = node;
  const event = encodeMatch(match);
  return {
    did: {
      ...(typeof event === 'string' ? { event } : event),
      ...(atLeast > 1 && { atLeast }),
      ...(lastDays !== null && { lastDays }),
    },
  };
};

/** As the API takes it. */
export const encodeNode = (node: Node): Tree => {
  const body = encodeBody(node);
  return node.not ? { not: body } : body;
};

/** A group of one part says what the part says. */
export const encodeDefinition = (group: Group): Tree => {
  const [only] = group.parts;
  if (!only || group.parts.length > 1 || group.not) return encodeNode(group);
  return encodeNode(only);
};

const readDid = (asked: unknown): Node | null => {
  const { atLeast = 1, lastDays = null, ...event } = Object(asked) as Record<string, unknown>;
  const match = readMatch(typeof asked === 'string' ? asked : event);
  if (!match || typeof atLeast !== 'number') return null;
  if (lastDays !== null && typeof lastDays !== 'number') return null;
  return { kind: 'did', not: false, match, atLeast, lastDays };
};

const readGroup = (parts: unknown, any: boolean): Node | null => {
  if (!Array.isArray(parts)) return null;
  const nodes = parts.map(readTree);
  return nodes.every((node) => node !== null) ? { ...createGroup(...nodes), any } : null;
};

/** A tree of the API, null where it is none. */
export const readTree = (tree: unknown): Node | null => {
  const { and, or, not, did } = Object(tree) as Tree;
  if (and !== undefined) return readGroup(and, false);
  if (or !== undefined) return readGroup(or, true);
  if (did !== undefined) return readDid(did);
  if (not !== undefined) {
    const node = readTree(not);
    return node && turnAround(node);
  }
  const condition = readCondition(tree);
  return condition && createHas(condition);
};

/** A saved definition to edit: its outermost part is always a group. */
export const parseDefinition = (tree: unknown): Group => {
  const node = readTree(tree);
  if (!node) return createGroup();
  return node.kind === 'group' && !node.not ? node : createGroup(node);
};

/** How deep a tree of the API is. */
export const measureDepth = (tree: Tree): number => {
  const { and, or, not } = tree;
  const inner = not === undefined ? ((and ?? or ?? []) as Tree[]) : [not as Tree];
  return 1 + Math.max(0, ...inner.map(measureDepth));
};

/** Whether every part of it can be asked. */
export const isWhole = (node: Node): boolean => {
  if (node.kind === 'group') return node.parts.length > 0 && node.parts.every(isWhole);
  return node.kind === 'did' ? node.match.names.length > 0 : isComplete(node.condition);
};

/** A condition on people in words. */
export const formatNode = (node: Node, inner = false): string => {
  if (node.kind === 'has') return `${node.not ? 'not ' : ''}${formatCondition(node.condition)}`;
  if (node.kind === 'group') {
    const words = node.parts
      .map((part) => formatNode(part, true))
      .join(node.any ? ' or ' : ' and ');
    if (node.not) return `not (${words})`;
    return inner && node.parts.length > 1 ? `(${words})` : words;
  }
  const { match, atLeast, lastDays } = node;
  const times = atLeast > 1 ? ` at least ${atLeast} times` : '';
  const days = lastDays === null ? '' : ` in the last ${lastDays} days`;
  return `${node.not ? 'did not' : 'did'} ${formatMatchName(match)}${times}${days}`;
};
