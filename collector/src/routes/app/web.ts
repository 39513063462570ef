import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { ApiError } from '../../errors.js';
import type { Routes } from '../parts.js';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** The id of the shared report whose page is asked for; empty on every other page. */
const readShare = (url: string): string =>
  /^\/app\/~shared\/([\w-]{1,64})(?:$|\?)/.exec(url)?.[1] ?? '';

/** Lets pages of these origins show this one in a frame, and this one alone (S43). */
const allowFrames = (reply: FastifyReply, origins: readonly string[]): void => {
  if (!origins.length) return;
  const policy = String(reply.getHeader('content-security-policy'));
  reply
    .removeHeader('x-frame-options')
    .header(
      'content-security-policy',
      policy.replace("frame-ancestors 'none'", `frame-ancestors ${origins.join(' ')}`),
    );
};

/** Below `/app`: the built app; each of its screens has an address that answers with the same page. */
export const webRoutes: Routes = (app, { webFolder, store }) => {
  const isBuilt = existsSync(join(webFolder, 'index.html'));
  app.get('', async (_request, reply) => reply.redirect('/app/', 308));
  if (isBuilt)
    app.register(fastifyStatic, {
      root: webFolder,
      cacheControl: false,
      redirect: false,
      setHeaders(reply, path) {
        // The names of built assets hold a hash of their content.
        reply.header('cache-control', path.includes('/assets/') ? FOR_EVER : 'no-cache');
      },
    });
  app.setNotFoundHandler((request, reply) => {
    const isScreen = request.method === 'GET' && /^\/app\/[^.]*$/.test(request.url.split('?')[0]!);
    if (!isScreen) throw new ApiError('not_found');
    if (!isBuilt) throw new ApiError('app_not_built');
    allowFrames(reply, store.shares.find(readShare(request.url))?.embedIn ?? []);
    return reply.sendFile('index.html');
  });
};
