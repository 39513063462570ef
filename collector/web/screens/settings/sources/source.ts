/** How the body of a webhook becomes an event. */
export interface Mapping {
  fields: Record<string, string>;
  event?: string;
}

/** A service that sends what happened there. */
export interface Source {
  id: string;
  kind: 'stripe' | 'webhook';
  name: string;
  url: string;
  hasSecret: boolean;
  mapping: Mapping | null;
  lastReceived: string | null;
  lastProblem: string | null;
}

/** What is still to be done before it records anything; empty where nothing is. */
export const formatMissing = ({ kind, hasSecret, mapping, lastReceived }: Source): string => {
  if (kind === 'stripe') return hasSecret ? '' : 'Needs its signing secret';
  if (mapping) return '';
  return lastReceived ? 'Needs a mapping' : 'Waits for a first example';
};
