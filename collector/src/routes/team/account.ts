import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { createLabel } from '../../store/label.js';
import type { RegistrationResponseJSON } from '../../team/passkeys.js';
import { checkPassword } from '../../team/password.js';
import { createTotpSecret, formatQrPath, formatTotpUri, readTotpStep } from '../../team/totp.js';
import { toUserRow, type User } from '../../team/users.js';
import { readSession } from '../access/access.js';
import { check } from '../http/check.js';
import type { Routes } from '../parts.js';
import { Email, Password } from './by-password.js';
import { readPlace, startSession } from './sign-in.js';

const Name = createLabel();
const exact = { additionalProperties: false };
/** What somebody may change of themselves. */
export const AccountChanges = Type.Object({ name: Name }, exact);
/** The first owner. */
export const OwnerBody = Type.Object({ name: Name, email: Email, password: Password }, exact);
/** A new password; `current` where there is one. */
export const NewPasswordBody = Type.Object(
  { current: Type.Optional(Password), password: Password },
  exact,
);
/** What proves that it is really them. */
export const CurrentBody = Type.Object({ current: Type.Optional(Password) }, exact);
/** A code of an authenticator app. */
export const CodeBody = Type.Object({ code: Type.String({ minLength: 1, maxLength: 16 }) }, exact);
/** A passkey that a browser has made. */
export const NewPasskeyBody = Type.Object(
  {
    name: Name,
    response: Type.Unsafe<RegistrationResponseJSON>(
      Type.Object({ id: Type.String({ maxLength: 1024 }) }, { additionalProperties: true }),
    ),
  },
  exact,
);

/** So many passkeys are enough for anybody's devices. */
const PASSKEYS_MOST = 20;
/** A second factor that is not confirmed for so long is none. */
const CONFIRM_MS = 15 * 60 * 1000;

/** `/api/account`: what people see and change of themselves (S41, S42). */
export const accountRoutes: Routes = (app, parts) => {
  const { store, team, clock } = parts;
  const { users, signIn } = store;
  /** Second factors that wait for their first code, by user. */
  const unconfirmed = new Map<string, { secret: string; expires: number }>();

  /** Whoever asks, as one of the team. */
  const readUser = ({ grant }: FastifyRequest): User => {
    const user = grant?.actor.kind === 'user' ? users.find(grant.actor.id) : undefined;
    if (!user) throw new ApiError('no_account');
    return user;
  };

  /** Fails where the current password is not the right one, as often as it may be guessed. */
  const checkCurrent = async (user: User, current: string | undefined): Promise<void> => {
    if (!user.password) return;
    const attempt = { email: user.email, network: `account ${user.id}` };
    team.attempts.check(attempt);
    if (await team.isPassword(current ?? '', user.password)) return;
    team.attempts.noteWrong(attempt);
    throw new ApiError('wrong_current', { field: 'current' });
  };

  const readOwnSession = (request: FastifyRequest) => readSession(request, parts) ?? '';

  app.get('/api/account', async (request) => {
    const { actor } = request.grant!;
    const user = actor.kind === 'user' ? users.find(actor.id) : undefined;
    const own = signIn.toId(readOwnSession(request));
    return {
      user: user ? toUserRow(user) : null,
      canCreateOwner: actor.kind === 'link' && !users.hasOwner(),
      passkeys: (user?.passkeys ?? []).map(({ id, name, host, created, lastUsed }) => ({
        ...{ id, name, host, created, lastUsed },
      })),
      sessions: user
        ? signIn.list(user.id).map((session) => ({ ...session, current: session.id === own }))
        : [],
    };
  });

  app.patch('/api/account', async (request) => {
    const { name } = check(AccountChanges, request.body);
    const { id } = readUser(request);
    return toUserRow(
      await users.change(id, (before) => ({ ...before, name, version: before.version + 1 })),
    );
  });

  app.post('/api/account/owner', async (request, reply) => {
    const { name, email, password } = check(OwnerBody, request.body);
    if (request.grant?.actor.kind !== 'link') throw new ApiError('link_needed');
    if (users.hasOwner()) throw new ApiError('owner_exists');
    checkPassword(password, email);
    const kept = await team.hashPassword(password);
    if (users.hasOwner()) throw new ApiError('owner_exists');
    const user = await users.add({ name, email, owner: true, roles: {} }, { password: kept });
    request.noted = { of: user.id };
    await signIn.end(readOwnSession(request));
    await startSession(parts, reply, user, 'first owner');
    return reply.code(201).send(toUserRow(user));
  });

  app.post('/api/account/password', async (request, reply) => {
    const { current, password } = check(NewPasswordBody, request.body);
    const user = readUser(request);
    await checkCurrent(user, current);
    checkPassword(password, user.email);
    const kept = await team.hashPassword(password);
    await users.change(user.id, (before) => ({ ...before, password: kept, link: null }));
    await signIn.endUser(user.id, readOwnSession(request));
    return reply.code(204).send();
  });

  app.post('/api/account/second-factor', async (request) => {
    const { current } = check(CurrentBody, request.body);
    const user = readUser(request);
    await checkCurrent(user, current);
    const secret = createTotpSecret();
    unconfirmed.set(user.id, { secret, expires: clock() + CONFIRM_MS });
    const uri = formatTotpUri(secret, user.email);
    return { secret, uri, qr: formatQrPath(uri) };
  });

  app.post('/api/account/second-factor/confirm', async (request, reply) => {
    const { code } = check(CodeBody, request.body);
    const user = readUser(request);
    const waiting = unconfirmed.get(user.id);
    if (!waiting || waiting.expires <= clock()) throw new ApiError('no_second_factor');
    const attempt = { email: user.email, network: `account ${user.id}` };
    team.attempts.check(attempt);
    const lastStep = readTotpStep({ secret: waiting.secret, lastStep: 0 }, code, clock());
    if (lastStep === undefined) {
      team.attempts.noteWrong(attempt);
      throw new ApiError('wrong_code', { field: 'code' });
    }
    unconfirmed.delete(user.id);
    const totp = { secret: waiting.secret, lastStep };
    await users.change(user.id, (before) => ({ ...before, totp }));
    await signIn.endUser(user.id, readOwnSession(request));
    return reply.code(204).send();
  });

  app.post('/api/account/second-factor/remove', async (request, reply) => {
    const { current } = check(CurrentBody, request.body);
    const user = readUser(request);
    await checkCurrent(user, current);
    await users.change(user.id, (before) => ({ ...before, totp: null }));
    return reply.code(204).send();
  });

  app.post('/api/account/passkeys/options', async (request) => {
    const { current } = check(CurrentBody, request.body);
    const user = readUser(request);
    await checkCurrent(user, current);
    return team.passkeys.startAdding(user, readPlace(request, parts));
  });

  app.post('/api/account/passkeys', async (request, reply) => {
    const { name, response } = check(NewPasskeyBody, request.body);
    const user = readUser(request);
    const made = await team.passkeys.finishAdding(user, readPlace(request, parts), response);
    if (users.findByPasskey(made.id)) throw new ApiError('passkey_failed');
    await users.change(user.id, (before) => {
      if (before.passkeys.length >= PASSKEYS_MOST)
        throw new ApiError('too_many_saved', {
          message: `You already have ${PASSKEYS_MOST} passkeys, which is the limit; remove one first.`,
        });
      return { ...before, passkeys: [...before.passkeys, { ...made, name }] };
    });
    request.noted = { note: name };
    const { publicKey: _, counter: __, transports: ___, ...shown } = made;
    return reply.code(201).send({ ...shown, name });
  });

  app.delete<{ Params: { id: string } }>('/api/account/passkeys/:id', async (request, reply) => {
    const user = readUser(request);
    const { id } = request.params;
    if (!user.passkeys.some((each) => each.id === id)) throw new ApiError('unknown_passkey');
    await users.change(user.id, (before) => ({
      ...before,
      passkeys: before.passkeys.filter((each) => each.id !== id),
    }));
    await signIn.endUser(user.id, readOwnSession(request));
    return reply.code(204).send();
  });

  app.delete('/api/account/sessions', async (request, reply) => {
    await signIn.endUser(readUser(request).id);
    return reply.code(204).send();
  });

  app.delete<{ Params: { id: string } }>('/api/account/sessions/:id', async (request, reply) => {
    if (!(await signIn.endOne(readUser(request).id, request.params.id)))
      throw new ApiError('unknown_session');
    return reply.code(204).send();
  });
};
