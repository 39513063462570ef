import type { Unlinked } from '../../api/types.js';
import { formatIdentity } from '../../text/shown-identity.js';

/** What became of two identities whose link was taken away. */
export const formatUnlinked = (a: string, b: string, { onePerson, through }: Unlinked): string => {
  const pair = `${formatIdentity(a)} and ${formatIdentity(b)}`;
  if (!onePerson) return `${pair} are two people now.`;
  const links = through.map((link) => `${formatIdentity(link.a)} = ${formatIdentity(link.b)}`);
  return `The link is gone, but ${pair} are still one person through ${links.join(', ')}.`;
};
