import type { FastifyReply } from 'fastify';
import { ApiError } from '../../errors.js';
import { clearEntry, readEntry, toWanted, writeEntry } from '../access/access.js';
import { ATTEMPTS } from '../access/guesses.js';
import { readParameter } from '../http/query.js';
import type { Routes } from '../parts.js';
import { NOBODY, noteAction } from './note.js';
import { startSession } from './sign-in.js';

/** Errors that the sign-in page has words for; whatever else happens is told as refused. */
const TOLD = [
  'provider_down',
  'provider_stale',
  'provider_domain',
  'provider_unknown',
  'provider_no_email',
];

/** Single sign-on: to the provider, and back (S46). */
export const providerRoutes: Routes = (app, parts) => {
  const { team, store } = parts;
  const limited = {
    exposeHeadRoute: false,
    config: { rateLimit: { max: 3 * ATTEMPTS, timeWindow: 60_000 } },
  };
  const redirectUri = () => `${team.address()}/login/provider`;
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  });

  /** Back to the sign-in page with what happened; passwords and passkeys go on working there. */
  const tell = (reply: FastifyReply, error: unknown): FastifyReply => {
    const code =
      error instanceof ApiError && TOLD.includes(error.code) ? error.code : 'provider_refused';
    const status = error instanceof ApiError ? error.status : 500;
    if (!(error instanceof ApiError) || error.detail.cause)
      reply.request.log.warn(
        { err: (error as ApiError).detail?.cause ?? error },
        'Single sign-on failed.',
      );
    noteAction(parts, reply.request, {
      ...{ actor: NOBODY, action: 'sign-in.refused', status, note: code },
    });
    return reply.redirect(`/app/?sign-in=${code}`, 303);
  };

  app.get('/api/sign-in/provider', limited, async (request, reply) => {
    if (!team.provider) throw new ApiError('not_found');
    try {
      const to = toWanted(readParameter(request, 'to'));
      const { url, state } = await team.provider.begin(redirectUri(), to);
      // The browser that began is the one that has to come back.
      return writeEntry(reply, state, parts).redirect(url, 303);
    } catch (error) {
      return tell(reply, error);
    }
  });

  app.get('/login/provider', limited, async (request, reply) => {
    if (!team.provider) throw new ApiError('not_found');
    try {
      const state = readEntry(request);
      clearEntry(reply);
      if (!state || readParameter(request, 'state') !== state) throw new ApiError('provider_stale');
      const current = new URL(`${redirectUri()}${new URL(request.url, 'http://x').search}`);
      const { user, to, hasChanged } = await team.provider.finish(current, state);
      if (hasChanged) await store.signIn.endUser(user.id);
      await startSession(parts, reply, user, 'provider');
      return reply.redirect(to, 303);
    } catch (error) {
      return tell(reply, error);
    }
  });
};
