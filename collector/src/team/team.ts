import { ApiError } from '../errors.js';
import { createSerialize } from '../serialize.js';
import { type Attempts, createAttempts } from './attempts.js';
import type { SendMail } from './mail.js';
import { createPasskeys, type Passkeys } from './passkeys.js';
import { hashPassword, isPassword } from './password.js';
import { createProvider, type Provider, type ProviderSettings } from './provider.js';
import type { Users } from './users.js';

/** What signing in and inviting depends on, beside what is kept. */
export interface Team {
  attempts: Attempts;
  passkeys: Passkeys;
  /** Absent where no mail server is set: links are copied. */
  mail: SendMail | undefined;
  /** Single sign-on, where it is set. */
  provider: Provider | undefined;
  /** Address of the app, without a slash at its end, as people reach it. */
  address: () => string;
  hashPassword(password: string): Promise<string>;
  isPassword(password: string, kept: string | null): Promise<boolean>;
}

/** So many passwords may wait for being hashed; each takes some 50 ms of a processor. */
const WAITING_MOST = 30;

/** Creates the parts of a team. */
export const createTeam = (
  users: Users,
  {
    now,
    mail,
    provider,
    address,
  }: {
    now: () => number;
    mail?: SendMail | undefined;
    provider?: ProviderSettings | undefined;
    address: () => string;
  },
): Team => {
  // One at a time: hashes must not take the threads that sync the log.
  const serialize = createSerialize();
  let waiting = 0;
  const inTurn = async <Done>(task: () => Promise<Done>): Promise<Done> => {
    if (waiting >= WAITING_MOST) throw new ApiError('too_many_requests', { retryAfter: 2 });
    waiting++;
    try {
      return await serialize(task);
    } finally {
      waiting--;
    }
  };
  return {
    attempts: createAttempts(now),
    passkeys: createPasskeys(users, now),
    mail,
    provider: provider && createProvider(provider, { users, now }),
    address,
    hashPassword: (password) => inTurn(() => hashPassword(password)),
    isPassword: (password, kept) => inTurn(() => isPassword(password, kept)),
  };
};
