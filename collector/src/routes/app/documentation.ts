import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../../errors.js';
import { checkHost } from '../access/access.js';
import { createTransportHeader } from '../http/transport.js';
import type { Parts } from '../parts.js';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** What a policy allows of the scripts that stand in a page itself; they are the same in all pages of a build. */
const hashScripts = (page: string): string[] =>
  [...page.matchAll(/<script(?: id="[\w-]+")?>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );

/** Below `/docs`: the built documentation. Its pages colour code by `style` attributes. */
export const documentationRoutes = async (
  app: FastifyInstance,
  { docsFolder, hosts, publicOrigin }: Parts,
): Promise<void> => {
  const front = join(docsFolder, 'index.html');
  const isBuilt = existsSync(front);
  app.addHook('onRequest', checkHost(hosts));
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'", ...(isBuilt ? hashScripts(readFileSync(front, 'utf8')) : [])],
        'style-src': ["'self'"],
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
        // Vue makes all HTML of these pages by one policy of this name.
        'require-trusted-types-for': ["'script'"],
        'trusted-types': ['vue'],
      },
    },
    ...createTransportHeader({ publicOrigin }),
    referrerPolicy: { policy: 'same-origin' },
  });
  app.get('', async (_request, reply) => reply.redirect('/docs/', 308));
  if (!isBuilt) return;
  await app.register(fastifyStatic, {
    root: docsFolder,
    cacheControl: false,
    redirect: false,
    setHeaders(reply, path) {
      reply.header('cache-control', path.includes('/assets/') ? FOR_EVER : 'no-cache');
    },
  });
  app.setNotFoundHandler(() => {
    throw new ApiError('not_found');
  });
};
