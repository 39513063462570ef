import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { createLabel } from '../../store/label.js';
import { describeDevice } from '../../team/device.js';
import type { AuthenticationResponseJSON, Place } from '../../team/passkeys.js';
import { checkPassword } from '../../team/password.js';
import type { User } from '../../team/users.js';
import { checkPage, readSession, toOwnOrigins, writeSession } from '../access/access.js';
import { ATTEMPTS } from '../access/guesses.js';
import { check } from '../http/check.js';
import type { Parts, Routes } from '../parts.js';
import { Email, Password } from './by-password.js';
import { NOBODY, noteAction } from './note.js';

/** What a browser answers with a passkey; its parts are checked by the library. */
export const PasskeyResponse = Type.Unsafe<AuthenticationResponseJSON>(
  Type.Object({ id: Type.String({ maxLength: 1024 }) }, { additionalProperties: true }),
);
/** A passkey's answer to sign in with. */
export const PasskeyBody = Type.Object({ response: PasskeyResponse });
/** Whose password is forgotten. */
export const ForgotBody = Type.Object({ email: Email }, { additionalProperties: false });
const Secret = Type.String({ minLength: 1, maxLength: 255 });
/** The secret of an invitation, or of a link to a new password. */
export const LinkBody = Type.Object({ secret: Secret }, { additionalProperties: false });
/** The same, used. */
export const AcceptBody = Type.Object(
  {
    secret: Secret,
    password: Password,
    name: Type.Optional(createLabel()),
  },
  { additionalProperties: false },
);

/** A message again to the same address only after so long. */
const MAIL_PAUSE_MS = 60_000;
const RESET_MS = 30 * 60 * 1000;

/** Where the app is, as the browser sees it. Passkeys need a name, not a number. */
export const readPlace = (request: FastifyRequest, parts: Pick<Parts, 'publicOrigin'>): Place => {
  const host = request.hostname.toLowerCase();
  if (isIP(host.replace(/^\[|\]$/g, '')))
    throw new ApiError('passkey_failed', {
      message: 'Passkeys need a host name; open the app as http://localhost, or by its name.',
    });
  return { host, origins: toOwnOrigins(request, parts) };
};

/** Signs the browser in as a user. */
export const startSession = async (
  parts: Pick<Parts, 'store' | 'publicOrigin' | 'trail'>,
  reply: FastifyReply,
  user: User,
  way: string,
): Promise<void> => {
  const { signIn, users } = parts.store;
  const { request } = reply;
  const device = describeDevice(request.headers['user-agent']);
  const session = await signIn.start({ user: user.id }, device);
  users.noteSignIn(user.id);
  const actor = { kind: 'user' as const, id: user.id, name: user.name };
  noteAction(parts, request, { actor, action: 'sign-in', status: 200, note: way });
  writeSession(reply, session, parts);
};

/** Ways in for those who are not signed in: passkeys, invitations, forgotten passwords (S41). */
export const signInRoutes: Routes = (app, parts) => {
  const { store, team, clock } = parts;
  const { users, signIn } = store;
  const limited = { config: { rateLimit: { max: ATTEMPTS, timeWindow: 60_000 } } };
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    if (request.method === 'POST') checkPage(request, parts);
  });

  app.get('/api/sign-in', async () => ({
    mail: team.mail !== undefined,
    provider: team.provider?.name ?? null,
  }));

  app.post('/api/sign-in/passkey/options', limited, async (request) =>
    team.passkeys.startSignIn(readPlace(request, parts)),
  );

  app.post('/api/sign-in/passkey', limited, async (request, reply) => {
    const { response } = check(PasskeyBody, request.body);
    const refused = (status: number) =>
      noteAction(parts, request, {
        ...{ actor: NOBODY, action: 'sign-in.refused', status, note: 'passkey' },
        of: users.findByPasskey(response.id)?.id ?? null,
      });
    const { user, id, counter } = await team.passkeys
      .finishSignIn(readPlace(request, parts), response)
      .catch((error) => {
        refused(401);
        throw error;
      });
    const lastUsed = new Date(clock()).toISOString();
    await users.change(user.id, (before) => ({
      ...before,
      passkeys: before.passkeys.map((each) =>
        each.id === id ? { ...each, counter, lastUsed } : each,
      ),
    }));
    await startSession(parts, reply, user, 'passkey');
    return reply.code(204).send();
  });

  app.post('/api/sign-in/forgot', limited, async (request, reply) => {
    const { email } = check(ForgotBody, request.body);
    const { mail } = team;
    if (!mail) throw new ApiError('no_mail');
    // What is answered, and when, does not depend on whether anybody has this address.
    setImmediate(async () => {
      const user = users.findByEmail(email);
      noteAction(parts, request, {
        ...{ actor: NOBODY, action: 'password.forgotten', status: 202, of: user?.id ?? null },
      });
      const isTooSoon =
        user?.link?.kind === 'reset' && user.link.expires > clock() + RESET_MS - MAIL_PAUSE_MS;
      if (!user || isTooSoon) return;
      try {
        const secret = await users.createLink(user.id, 'reset');
        await mail({
          to: user.email,
          subject: 'Set a new password for kmq',
          text: [
            `Hello ${user.name},`,
            '',
            'someone, probably you, asked for a new password. Set it here, within 30 minutes:',
            '',
            `${team.address()}/app/~join#${secret}`,
            '',
            'If it was not you, nothing changes as long as you do not open the link.',
            '',
          ].join('\n'),
        });
      } catch (err) {
        request.log.error({ err }, 'A message to set a new password could not be sent.');
      }
    });
    return reply.code(202).send();
  });

  const findLink = (request: FastifyRequest, secret: string) => {
    const found = users.findByLink(secret);
    if (!found) {
      noteAction(parts, request, { actor: NOBODY, action: 'invitation.refused', status: 410 });
      throw new ApiError('stale_link');
    }
    const session = readSession(request, parts);
    const by = session ? signIn.find(session) : undefined;
    if (by && by !== 'link' && 'user' in by && by.user !== found.user.id) {
      const actor = users.findGrant(by.user)?.actor ?? NOBODY;
      noteAction(parts, request, { actor, action: 'invitation.refused', status: 409 });
      throw new ApiError('other_invitation');
    }
    return found;
  };

  app.post('/api/sign-in/link', limited, async (request) => {
    const { secret } = check(LinkBody, request.body);
    const { user, kind } = findLink(request, secret);
    return { kind, name: user.name, email: user.email };
  });

  app.post('/api/sign-in/accept', limited, async (request, reply) => {
    const { secret, password, name } = check(AcceptBody, request.body);
    const { user, kind } = findLink(request, secret);
    checkPassword(password, user.email);
    const kept = await team.hashPassword(password);
    const changed = await users.takeLink(secret, (before) => ({
      ...before,
      password: kept,
      ...(name && { name }),
    }));
    if (!changed) throw new ApiError('stale_link');
    await signIn.endUser(changed.id);
    const actor = { kind: 'user' as const, id: changed.id, name: changed.name };
    const action = kind === 'invitation' ? 'invitation.accept' : 'password.reset';
    noteAction(parts, request, { actor, action, status: 204, of: changed.id });
    // A mailbox is one factor: who has a second one still shows it.
    if (!changed.totp) await startSession(parts, reply, changed, kind);
    return reply.code(204).send();
  });
};
