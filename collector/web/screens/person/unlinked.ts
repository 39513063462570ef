import type { Unlinked } from '../../api/types.js';
import { toShownIdentity } from '../../text/shown-identity.js';

/** What became of two identities whose link was taken away. */
export const toUnlinkedWords = (a: string, b: string, { onePerson, through }: Unlinked): string => {
  const pair = `${toShownIdentity(a)} and ${toShownIdentity(b)}`;
  if (!onePerson) return `${pair} are two people now.`;
  const links = through.map((link) => `${toShownIdentity(link.a)} = ${toShownIdentity(link.b)}`);
  return `The link is gone, but ${pair} are still one person through ${links.join(', ')}.`;
};
