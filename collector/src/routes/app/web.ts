import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { ApiError } from '../../errors.js';
import type { Routes } from '../parts.js';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Below `/app`: the built app; each of its screens has an address that answers with the same page. */
export const webRoutes: Routes = (app, { webFolder }) => {
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
    return reply.sendFile('index.html');
  });
};
