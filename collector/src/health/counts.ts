import type { HitRejection } from '../errors.js';
import type { Replacement } from '../ingest/admission/times.js';

/** What came of the hits of one site since the collector started. */
export interface SiteCounts {
  accepted: number;
  /** Accepted ones that were taken for a robot's, or come from inside. */
  leftOut: number;
  rejected: Partial<Record<HitRejection, number>>;
  /** Accepted ones whose time was replaced by that of their arrival (W13). */
  replaced: Partial<Record<Replacement, number>>;
}

/** Counts hits by what came of them. */
export interface Counts {
  accept(site: string, hits: number, leftOut: number): void;
  /** A site of '': the hit named none that there is. */
  reject(site: string, reason: HitRejection): void;
  replace(site: string, reasons: readonly Replacement[]): void;
  of(site: string): SiteCounts;
  sites(): string[];
}

/** Creates counts that are all zero. */
export const createCounts = (): Counts => {
  const counts = new Map<string, SiteCounts>();
  const of = (site: string): SiteCounts =>
    counts.get(site) ?? { accepted: 0, leftOut: 0, rejected: {}, replaced: {} };
  const change = (site: string): SiteCounts => {
    const found = of(site);
    counts.set(site, found);
    return found;
  };
  return {
    accept(site, hits, leftOut) {
      const found = change(site);
      found.accepted += hits;
      found.leftOut += leftOut;
    },
    reject(site, reason) {
      const { rejected } = change(site);
      rejected[reason] = (rejected[reason] ?? 0) + 1;
    },
    replace(site, reasons) {
      if (!reasons.length) return;
      const { replaced } = change(site);
      for (const reason of reasons) replaced[reason] = (replaced[reason] ?? 0) + 1;
    },
    of,
    sites: () => [...counts.keys()],
  };
};
