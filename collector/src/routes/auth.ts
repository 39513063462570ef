import { Type } from 'typebox';
import { ApiError } from '../errors.js';
import { clearSession, readScope, readSession, writeSession } from './access.js';
import { check } from './check.js';
import type { Routes } from './parts.js';

/** A token to sign in with. */
export const SignInBody = Type.Object({ token: Type.String({ minLength: 1, maxLength: 1024 }) });

/** Per address and minute: enough for a person, nothing for a machine that guesses. */
const ATTEMPTS = { max: 20, timeWindow: 60_000 };

/** Signing in to the app: by a link once, or by a token. */
export const authRoutes: Routes = (app, parts) => {
  const { signIn, tokens } = parts.store;
  const limited = { config: { rateLimit: ATTEMPTS } };

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
    const scope = readScope(parts, request);
    if (!scope) throw new ApiError('not_signed_in');
    return reply.header('cache-control', 'no-store').send({ scope });
  });

  app.post('/api/session', limited, async (request, reply) => {
    const { token } = check(SignInBody, request.body);
    // The app's session may do everything, so it takes a token that may.
    const scope = tokens.scopeOf(token);
    if (!scope) throw new ApiError('wrong_token', { field: 'token' });
    if (scope !== 'admin') throw new ApiError('too_little_scope', { field: 'token' });
    return writeSession(reply, await signIn.start(), parts)
      .code(204)
      .send();
  });

  app.delete('/api/session', async (request, reply) => {
    if (!readScope(parts, request)) throw new ApiError('not_signed_in');
    const session = readSession(request);
    if (session) await signIn.end(session);
    return clearSession(reply).code(204).send();
  });
};
