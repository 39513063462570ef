import type { IdentityLink } from '../../api/types.js';

/** A link that was said so many times; the time is that of the first. */
export type FoldedLink = IdentityLink & { times: number };

/** A client repeats a link until it is acknowledged: equal ones share a line. */
export const foldLinks = (links: IdentityLink[]): FoldedLink[] => {
  const folded = new Map<string, FoldedLink>();
  for (const link of links) {
    const name = JSON.stringify([[link.a, link.b].sort(), link.source, link.state, link.proven]);
    const earlier = folded.get(name);
    if (earlier) earlier.times += 1;
    else folded.set(name, { ...link, times: 1 });
  }
  return [...folded.values()];
};
