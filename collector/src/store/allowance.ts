/** How many hits a site may send. */
export interface Allowance {
  /** Seconds to wait, 0 where the hits are allowed. */
  take(site: string, hits: number, perSecond: number | null): number;
}

/** A burst, as after an outage, may be so many seconds' worth. */
const BURST_SECONDS = 10;

/** Creates the accounts of all sites: each fills steadily, and hits are paid from it. */
export const createAllowance = (now: () => number): Allowance => {
  const accounts = new Map<string, { hits: number; at: number }>();
  return {
    take(site, hits, perSecond) {
      if (perSecond === null) return 0;
      const most = perSecond * BURST_SECONDS;
      const account = accounts.get(site) ?? { hits: most, at: now() };
      accounts.set(site, account);
      account.hits = Math.min(most, account.hits + ((now() - account.at) / 1000) * perSecond);
      account.at = now();
      // A batch that is larger than any allowance is taken once the account is full.
      const price = Math.min(hits, most);
      if (account.hits < price) return Math.ceil((price - account.hits) / perSecond);
      account.hits -= hits;
      return 0;
    },
  };
};
