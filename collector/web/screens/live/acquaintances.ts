import { isAnonymousShape } from 'kmq/wire';
import type { LiveHit } from '../../api/types.js';
import { findCalledBy } from '../../text/person-name.js';
import { formatIdentity } from '../../text/shown-identity.js';

/** What the stream itself has told about identities; the person page knows the rest. */
export interface Acquaintances {
  meet: (hit: LiveHit) => void;
  /** How to call an identity, and the identity it was merged into, if it was. */
  call: (identity: string) => { name: string; merged: boolean };
}

/** Remembers names and merges as they pass, so that rows already shown change with them. */
export const createAcquaintances = (): Acquaintances => {
  const named = new Map<string, string>();
  const names = new Map<string, string>();

  const link = (one: string, other: string) => {
    const [anonymous, name] = isAnonymousShape(one) ? [one, other] : [other, one];
    // Two anonymous ids or two names tell no name, and the first person keeps an anonymous id.
    if (!isAnonymousShape(anonymous) || isAnonymousShape(name) || named.has(anonymous)) return;
    named.set(anonymous, name);
  };

  return {
    meet: (hit) => {
      if (hit.kind === 'alias' && hit.name) link(hit.identity, hit.name);
      const calledBy = hit.kind === 'set' && findCalledBy(hit.properties);
      if (calledBy) names.set(hit.identity, calledBy);
    },
    call: (identity) => {
      const person = named.get(identity) ?? identity;
      const name = names.get(person) ?? names.get(identity) ?? formatIdentity(person);
      return { name, merged: person !== identity };
    },
  };
};
