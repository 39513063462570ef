import { formatSitePath } from '../../api/request.js';
import { useShared } from '../../api/use-shared.js';
import { useSite } from '../../site-context.js';
import type { SeenName } from './names.js';

type Catalogue<Kind extends string> = Record<Kind, SeenName[]>;

/** Names of a kind that the site has sent, most frequent first; null while nobody knows. */
export const useNames = <Kind extends 'events' | 'properties'>(kind: Kind): SeenName[] | null => {
  const { key } = useSite();
  return useShared<Catalogue<Kind>>(formatSitePath(key, `catalogue/${kind}`))?.[kind] ?? null;
};
