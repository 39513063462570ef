import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { SCOPE_OF } from '../../store/tokens.js';
import { type Grant, sitesOf, widestRole } from '../../team/roles.js';
import { check } from '../http/check.js';
import type { Routes } from '../parts.js';
import { checkPage, clearSession, readGrant, readSession, writeSession } from './access.js';
import { ATTEMPTS } from './guesses.js';

/** A token to sign in with. */
export const SignInBody = Type.Object({ token: Type.String({ minLength: 1, maxLength: 1024 }) });

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

  app.get<{ Params: { link: string } }>(
    '/login/:link',
    // A preview of the link must not use it up.
    { ...limited, exposeHeadRoute: false },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      const session = await signIn.take(request.params.link);
      if (!session) return reply.redirect('/app/?sign-in=stale', 303);
      return writeSession(reply, session, parts).redirect('/app/', 303);
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
    const given = check(SignInBody, request.body);
    // The app's session may do everything at its sites, so it takes a token that may.
    const token = tokens.use(given.token);
    if (!token) throw new ApiError('wrong_token', { field: 'token' });
    if (token.scope !== 'admin') throw new ApiError('too_little_scope', { field: 'token' });
    return writeSession(reply, await signIn.start({ token: token.id }), parts)
      .code(204)
      .send();
  });

  app.delete('/api/session', async (request, reply) => {
    if (!readGrant(parts, request)) throw new ApiError('not_signed_in');
    const session = readSession(request, parts);
    if (session) await signIn.end(session);
    return clearSession(reply, parts).code(204).send();
  });
};
