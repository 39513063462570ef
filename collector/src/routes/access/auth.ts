import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { SCOPE_OF, toTokenGrant } from '../../store/tokens.js';
import { describeDevice } from '../../team/device.js';
import { type Grant, sitesOf, widestRole } from '../../team/roles.js';
import { check } from '../http/check.js';
import type { Routes } from '../parts.js';
import { PasswordBody, readUserByPassword } from '../team/by-password.js';
import { NOBODY, noteAction } from '../team/note.js';
import { startSession } from '../team/sign-in.js';
import {
  checkPage,
  clearSession,
  findGrant,
  readGrant,
  readSession,
  toWanted,
  writeSession,
} from './access.js';
import { ATTEMPTS } from './guesses.js';

/** A token to sign in with. */
const TokenBody = Type.Object({ token: Type.String({ minLength: 1, maxLength: 1024 }) });

/** A token, or an address with its password. */
export const SignInBody = Type.Union([TokenBody, PasswordBody]);

/** What the app is told of whoever is signed in; `scope` and `sites` are the words of tokens. */
const toSessionAnswer = (grant: Grant) => {
  const role = widestRole(grant);
  const scope = role ? SCOPE_OF[role] : 'metrics';
  const { actor, owner, roles } = grant;
  return { scope, sites: sitesOf(grant), owner, roles, actor };
};

/** Signing in to the app: by a link once, or by a token. */
export const authRoutes: Routes = (app, parts) => {
  const { signIn, tokens } = parts.store;
  const limited = { config: { rateLimit: { max: ATTEMPTS, timeWindow: 60_000 } } };

  app.get<{ Params: { link: string }; Querystring: { to?: string } }>(
    '/login/:link',
    // A preview of the link must not use it up.
    { ...limited, exposeHeadRoute: false },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      const device = describeDevice(request.headers['user-agent']);
      const session = await signIn.take(request.params.link, device);
      const grant = session === undefined ? undefined : findGrant(parts.store, session);
      const actor = grant?.actor ?? NOBODY;
      const action = grant ? 'sign-in' : 'sign-in.refused';
      noteAction(parts, request, { actor, action, status: grant ? 200 : 410, note: 'link' });
      if (session === undefined) return reply.redirect('/app/?sign-in=stale', 303);
      return writeSession(reply, session, parts).redirect(toWanted(request.query.to), 303);
    },
  );

  app.get('/api/session', async (request, reply) => {
    const grant = readGrant(parts, request);
    if (!grant) throw new ApiError('not_signed_in');
    return reply.header('cache-control', 'no-store').send(toSessionAnswer(grant));
  });

  app.post('/api/session', limited, async (request, reply) => {
    // Nobody is signed in by a page of somebody else, as whom they are not.
    checkPage(request, parts);
    const isByPassword = (request.body as { email?: unknown } | null)?.email !== undefined;
    if (isByPassword) {
      const found = await readUserByPassword(parts, request);
      if ('refused' in found) {
        const { status } = found.refused;
        const of = found.user?.id ?? null;
        const note = found.refused.code;
        noteAction(parts, request, { actor: NOBODY, action: 'sign-in.refused', status, of, note });
        throw found.refused;
      }
      await startSession(parts, reply, found.user, 'password');
      return reply.code(204).send();
    }
    const given = check(TokenBody, request.body);
    // The app's session may do everything at its sites, so it takes a token that may.
    const token = tokens.use(given.token);
    if (!token) throw new ApiError('wrong_token', { field: 'token' });
    if (token.scope !== 'admin')
      throw new ApiError('too_little_scope', {
        field: 'token',
        message: 'This token cannot sign in to the app: it needs the scope admin.',
      });
    const { actor } = toTokenGrant(token);
    noteAction(parts, request, { actor, action: 'sign-in', status: 200, note: 'token' });
    const device = describeDevice(request.headers['user-agent']);
    return writeSession(reply, await signIn.start({ token: token.id }, device), parts)
      .code(204)
      .send();
  });

  app.delete('/api/session', async (request, reply) => {
    const grant = readGrant(parts, request);
    if (!grant) throw new ApiError('not_signed_in');
    noteAction(parts, request, { actor: grant.actor, action: 'sign-out', status: 204 });
    const session = readSession(request, parts);
    if (session) await signIn.end(session);
    return clearSession(reply, parts).code(204).send();
  });
};
