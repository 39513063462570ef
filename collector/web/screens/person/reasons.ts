import type { IdentityLink } from '../../api/types.js';

/** Why an identity is a person's: the link by which it is reached from the first one. */
export interface Reason {
  identity: string;
  /** None for the first identity, and for one that no known link reaches. */
  link?: IdentityLink;
  /** The identity at the link's other end. */
  other?: string;
}

/** Identities with why they are one person, those nearest to the one that was asked for first, where it is among them. */
export const findReasons = (
  asked: string,
  identities: readonly string[],
  links: readonly IdentityLink[],
): Reason[] => {
  const own = new Set(identities);
  // What was typed may be another spelling.
  const first = own.has(asked) ? asked : identities[0];
  if (first === undefined) return [];
  const reasons = new Map<string, Reason>([[first, { identity: first }]]);
  // A map's keys include those added while it is walked: it is the queue, too.
  for (const at of reasons.keys())
    for (const link of links) {
      if (link.state !== 'joined' || (link.a !== at && link.b !== at)) continue;
      const identity = link.a === at ? link.b : link.a;
      if (own.has(identity) && !reasons.has(identity))
        reasons.set(identity, { identity, link, other: at });
    }
  for (const identity of identities)
    if (!reasons.has(identity)) reasons.set(identity, { identity });
  return [...reasons.values()];
};
