/** Who sends hits to a site, and how much. */
export interface Sending {
  site: string;
  /** What the sender's address is known by: see `formatSenderNetwork`. */
  sender: string;
  hits: number;
  bytes: number;
  /** Most hits of the site in a second, on average; null: any number. */
  hitsPerSecond: number | null;
}

/** Most bytes in a second, on average; 0: any number. */
export interface ByteRates {
  site: number;
  sender: number;
}

/** Rate limits of sites and senders. */
export interface RateLimit {
  /** Seconds to wait: 0 if the hits are allowed, `Infinity` if there are more than are ever accepted at once. */
  consume(sending: Sending): number;
}

/** Seconds of the rate that a burst can use at once, such as after an outage. */
export const BURST_SECONDS = 10;

/** Far above what pages and servers send, and below what fills a disk unnoticed. */
export const BYTE_RATES: ByteRates = { site: 32 * 1024 ** 2, sender: 16 * 1024 ** 2 };

/** The longest wait that a sender is asked for: others on the same site may have used up the rate. */
const MOST_WAIT_SECONDS = 30;

/**
 * Maximum number of accounts, enough for each sender of a busy site. The one that was used longest ago is dropped;
 * by then it is full again.
 */
const KEPT_ACCOUNTS = 10_000;

/** A token bucket: what is left at a moment, in Unix milliseconds. */
interface Account {
  left: number;
  at: number;
}

/** What a request costs, and the account that pays for it. */
interface Price {
  accounts: Map<string, Account>;
  name: string;
  amount: number;
  /** What has to be there: a share may be paid from in advance. */
  needed: number;
  perSecond: number;
}

const fill = ({ accounts, name, perSecond }: Price, now: number): Account => {
  const most = perSecond * BURST_SECONDS;
  const account = accounts.get(name) ?? { left: most, at: now };
  account.left = Math.min(most, account.left + (Math.max(0, now - account.at) / 1000) * perSecond);
  account.at = now;
  return account;
};

/** Keeps an account as the latest one, and lets go of the oldest ones where there are too many. */
const keep = ({ accounts, name }: Price, account: Account): void => {
  accounts.delete(name);
  accounts.set(name, account);
  for (const oldest of accounts.keys()) {
    if (accounts.size <= KEPT_ACCOUNTS) return;
    accounts.delete(oldest);
  }
};

/** Lets go of senders who have not been there for as long as a burst takes. */
const forgetAbsent = (accounts: Map<string, Account>, now: number): void => {
  for (const [name, { at }] of accounts) {
    if (now - at < BURST_SECONDS * 1000) return;
    accounts.delete(name);
  }
};

/** Creates the rate limits (token buckets) of all sites and senders. */
export const createRateLimit = (
  now: () => number,
  bytes: ByteRates = { site: 0, sender: 0 },
): RateLimit => {
  const hitsOfSites = new Map<string, Account>();
  const bytesOfSites = new Map<string, Account>();
  const bytesOfSenders = new Map<string, Account>();
  /** By site, who has sent or wanted to lately. */
  const shares = new Map<string, Map<string, Account>>();

  /** A sender alone has all that its site may; others present get as much as it does. */
  const toShare = ({ site, sender, hits }: Sending, perSecond: number, at: number): Price => {
    const accounts = shares.get(site) ?? new Map<string, Account>();
    shares.set(site, accounts);
    forgetAbsent(accounts, at);
    const present = accounts.size + (accounts.has(sender) ? 0 : 1);
    const share = perSecond / present;
    // A batch that is larger than a share is taken when the share is full, and paid for afterwards.
    const needed = Math.min(hits, share * BURST_SECONDS);
    return { accounts, name: sender, amount: hits, needed, perSecond: share };
  };

  return {
    consume(sending) {
      const { site, sender, hits, hitsPerSecond } = sending;
      const at = now();
      const prices: Price[] = [];
      const add = (accounts: Price['accounts'], name: string, amount: number, perSecond: number) =>
        prices.push({ accounts, name, amount, needed: amount, perSecond });
      if (hitsPerSecond !== null) {
        add(hitsOfSites, site, hits, hitsPerSecond);
        prices.push(toShare(sending, hitsPerSecond, at));
      }
      if (bytes.site) add(bytesOfSites, site, sending.bytes, bytes.site);
      if (bytes.sender) add(bytesOfSenders, sender, sending.bytes, bytes.sender);
      let wait = 0;
      const filled = prices.map((price) => {
        const account = fill(price, at);
        const { needed, perSecond } = price;
        const seconds = Math.ceil((needed - account.left) / perSecond);
        wait = Math.max(
          wait,
          needed > perSecond * BURST_SECONDS ? Number.POSITIVE_INFINITY : seconds,
        );
        keep(price, account);
        return account;
      });
      if (wait) return wait > MOST_WAIT_SECONDS && Number.isFinite(wait) ? MOST_WAIT_SECONDS : wait;
      filled.forEach((account, index) => {
        account.left -= prices[index]!.amount;
      });
      return 0;
    },
  };
};
