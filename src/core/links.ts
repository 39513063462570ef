import { encodeHit } from '../wire/encode.js';
import type { Hit, LinkSource } from '../wire/hit.js';
import type { Entry } from './outbox.js';

export type Links = [
  /** Sends a link between two identities; without a time, as of now. */
  link: (name: string, other: string, source: LinkSource, time?: number) => void,
  /** Whether this page has sent it, or it was acknowledged before. */
  isLinked: (name: string, other: string) => boolean,
  /** Remembers the links among what was acknowledged, but for those that a page asked for by `alias`. */
  settled: (batch: readonly Entry[]) => void,
];

const toLink = (name: string, person: string): Hit => ({
  kind: 'alias',
  name,
  person,
  properties: {},
});

/** The part of a link's line that is the same each time. */
const toPair = (name: string, person: string): string => encodeHit(toLink(name, person));

/** Links between identities; `memo` reads what this browser remembers of the last one that arrived, or writes it. */
export const createLinks = (
  send: (hit: Hit, time: number) => void,
  next: () => number,
  memo: (pair?: string) => string,
): Links => {
  /** The link that this page sent last. */
  let linked = '';
  return [
    (name, other, source, time = next()) => {
      linked = toPair(name, other);
      send({ ...toLink(name, other), time, source }, time);
    },
    (name, other) => [linked, memo()].includes(toPair(name, other)),
    (batch) => {
      for (const { line } of batch) if (/_y=[ifu]/.test(line)) memo(line.split('&_t')[0]);
    },
  ];
};
