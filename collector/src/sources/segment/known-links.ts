import { hash } from 'node:crypto';

/** Links that were told lately: libraries name both identities on every call, and a link counts once. */
export interface KnownLinks {
  has(link: string): boolean;
  add(link: string): void;
}

/** Some 10 MB; whoever is forgotten is linked once more, which changes nothing. */
const LINKS_MOST = 100_000;

const hashLink = (link: string): string => hash('sha1', link, 'base64').slice(0, 16);

/** Knows no link yet. */
export const createKnownLinks = (most = LINKS_MOST): KnownLinks => {
  const known = new Set<string>();
  return {
    has: (link) => known.has(hashLink(link)),
    add(link) {
      known.add(hashLink(link));
      for (const oldest of known) {
        if (known.size <= most) break;
        known.delete(oldest);
      }
    },
  };
};
