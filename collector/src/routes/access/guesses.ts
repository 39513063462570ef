import { ApiError } from '../../errors.js';
import { formatSenderNetwork } from '../../ingest/admission/addresses.js';
import { hashSecret } from '../../store/secrets.js';

/** Attempts per network and minute: enough for a person, useless for guessing. */
export const ATTEMPTS = 20;
const MINUTE_MS = 60_000;
/** So many networks are watched; those whose last guess is longest ago are forgotten first. */
const NETWORKS = 10_000;
/** So many tokens of one network are remembered as right ones. */
const RIGHT_ONES = 100;

interface Network {
  wrong: number;
  /** When its minute began, Unix milliseconds. */
  since: number;
  /** Hashes of correct tokens, so that their users can continue from the address of an attacker who guesses. */
  right: Set<string>;
}

/** Counts wrong tokens, of IPv6 by the first 64 bits of the address. */
export interface Guesses {
  /** What `look` finds for a token. Throws where its network has guessed too often. */
  try<Found>(address: string, token: string, look: () => Found | undefined): Found | undefined;
}

/** Creates the count of guesses. */
export const createGuesses = (now: () => number): Guesses => {
  const networks = new Map<string, Network>();

  /** The network, as the latest one. */
  const keep = (name: string, network: Network): Network => {
    networks.delete(name);
    networks.set(name, network);
    for (const oldest of networks.keys()) {
      if (networks.size <= NETWORKS) break;
      networks.delete(oldest);
    }
    return network;
  };

  return {
    try(address, token, look) {
      const name = formatSenderNetwork(address);
      const known = networks.get(name) ?? { wrong: 0, since: now(), right: new Set() };
      if (now() - known.since >= MINUTE_MS) Object.assign(known, { wrong: 0, since: now() });
      const hash = hashSecret(token);
      if (known.wrong >= ATTEMPTS && !known.right.has(hash))
        throw new ApiError('too_many_requests', {
          retryAfter: Math.ceil((known.since + MINUTE_MS - now()) / 1000),
        });
      const found = look();
      if (found === undefined) known.wrong++;
      else if (known.right.size < RIGHT_ONES) known.right.add(hash);
      keep(name, known);
      return found;
    },
  };
};
