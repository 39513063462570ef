import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { formatSenderNetwork } from '../../ingest/admission/addresses.js';
import { readTotpStep } from '../../team/totp.js';
import type { User } from '../../team/users.js';
import { readAddress } from '../http/address.js';
import { check } from '../http/check.js';
import type { Parts } from '../parts.js';

/** An e-mail address, as far as it can be told before a message arrives there. */
export const Email = Type.String({
  pattern: '^[^\\s@<>"]{1,64}@[^\\s@<>"]{1,255}$',
  maxLength: 255,
  description: 'an e-mail address, such as ada@example.com',
});

/** No password is longer; what is longer is not hashed. */
const GIVEN_LENGTH = 1024;
/** A password as it is given. */
export const Password = Type.String({ minLength: 1, maxLength: GIVEN_LENGTH });

/** What signs in by password. */
export const PasswordBody = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 255 }),
    password: Password,
    code: Type.Optional(Type.String({ maxLength: 16 })),
  },
  { additionalProperties: false },
);

/** Whether a code of a second factor is right; one that is cannot be used again. */
const useCode = async (
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  { id, totp }: User,
  code: string,
): Promise<boolean> => {
  if (!totp || readTotpStep(totp, code, clock()) === undefined) return false;
  let isUsed = false;
  await store.users.change(id, (before) => {
    // Somebody may have been faster with the same code.
    const step = before.totp && readTotpStep(before.totp, code, clock());
    if (!before.totp || step == null) return before;
    isUsed = true;
    return { ...before, totp: { ...before.totp, lastStep: step } };
  });
  return isUsed;
};

/**
 * The user whose password, and code where one is needed, a request brings. An address that nobody has and a wrong
 * password are answered alike, after the same time.
 */
export const readUserByPassword = async (
  parts: Pick<Parts, 'store' | 'team' | 'clock'>,
  request: FastifyRequest,
): Promise<{ user: User } | { refused: ApiError; user: User | undefined }> => {
  const { store, team } = parts;
  const { email, password, code } = check(PasswordBody, request.body);
  const attempt = { email, network: formatSenderNetwork(readAddress(request)) };
  team.attempts.check(attempt);
  const user = store.users.findByEmail(email);
  const isRight = await team.isPassword(password, user?.password ?? null);
  if (!user || !isRight) {
    team.attempts.noteWrong(attempt);
    return { refused: new ApiError('wrong_password', { field: 'password' }), user };
  }
  if (user.totp && !code) return { refused: new ApiError('code_needed', { field: 'code' }), user };
  if (user.totp && !(await useCode(parts, user, code!))) {
    team.attempts.noteWrong(attempt);
    return { refused: new ApiError('wrong_code', { field: 'code' }), user };
  }
  team.attempts.noteRight(attempt);
  return { user };
};
