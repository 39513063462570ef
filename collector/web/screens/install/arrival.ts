import type { LiveHit } from '../../api/types.js';
import { formatIdentity } from '../../text/shown-identity.js';

/** What kind of hit came, as the beginning of a sentence. */
export const formatArrival = ({ kind, name, identity, properties }: LiveHit): string => {
  if (kind === 'event') return name ? `The event “${name}”` : 'An event';
  if (kind === 'alias') {
    return `A link (${formatIdentity(identity)} and ${formatIdentity(name ?? '')} are one person)`;
  }
  const names = Object.keys(properties);
  return names.length === 1 ? `The property “${names[0]}”` : `${names.length} properties`;
};
