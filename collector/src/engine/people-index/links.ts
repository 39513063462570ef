import type { Arrival } from '../../people/people.js';
import type { Verdict } from '../../people/rules.js';
import type { Site } from './sites.js';
import type { LinkStore } from './store.js';

/** A link of a batch, between identities and their places. */
export interface NewLink extends Arrival {
  site: Site;
  a: number;
  b: number;
  /** Null until it is taken. */
  verdict: Verdict | null;
  /** Whether it holds a person together. */
  tree: boolean;
}

/** Writes links down. */
export const addLinks = async (store: LinkStore, links: readonly NewLink[]): Promise<void> => {
  if (!links.length) return;
  await store.add(
    links.map(({ seq, site, x, y, link, verdict, tree }) => {
      const { source, time, id, fields, proven } = link;
      return { seq, site: site.site, x, y, source, time, id, fields, proven, verdict, tree };
    }),
  );
};
