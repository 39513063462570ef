import { ApiError } from '../errors.js';

/** So many wrong passwords or codes of one address in a quarter of an hour, whatever networks they come from. */
const WRONG_MOST = 20;
const SPAN_MS = 15 * 60 * 1000;
/** Those that are remembered; the oldest are forgotten first. */
const KEPT = 10_000;

interface Count {
  wrong: number;
  /** Unix milliseconds. */
  since: number;
}

/** Who tries to sign in: as whom, and from where. */
interface Attempt {
  email: string;
  network: string;
}

/** Counts wrong attempts to sign in by e-mail address, known or not. */
export interface Attempts {
  /** Fails where there were too many. */
  check(attempt: Attempt): void;
  noteWrong(attempt: Attempt): void;
  noteRight(attempt: Attempt): void;
}

/** Creates the count of attempts. Networks from which an address has signed in are counted on their own: nobody else can lock it out there. */
export const createAttempts = (now: () => number): Attempts => {
  const counts = new Map<string, Count>();
  const right = new Set<string>();

  const toKey = ({ email, network }: Attempt): string => {
    const address = email.normalize().toLowerCase();
    const place = `${address} ${network}`;
    return right.has(place) ? place : address;
  };
  const find = (attempt: Attempt): Count => {
    const key = toKey(attempt);
    const known = counts.get(key);
    const count = known && now() - known.since < SPAN_MS ? known : { wrong: 0, since: now() };
    counts.delete(key);
    counts.set(key, count);
    for (const oldest of counts.keys()) {
      if (counts.size <= KEPT) break;
      counts.delete(oldest);
    }
    return count;
  };
  return {
    check(attempt) {
      const { wrong, since } = find(attempt);
      if (wrong >= WRONG_MOST)
        throw new ApiError('too_many_requests', {
          message: 'Too many wrong passwords or codes for this address; wait, or use a passkey.',
          retryAfter: Math.ceil((since + SPAN_MS - now()) / 1000),
        });
    },
    noteWrong(attempt) {
      find(attempt).wrong++;
    },
    noteRight(attempt) {
      if (right.size >= KEPT) right.clear();
      right.add(`${attempt.email.normalize().toLowerCase()} ${attempt.network}`);
    },
  };
};
