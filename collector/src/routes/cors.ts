import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Site } from '../store/site.js';

/** Whether a page of this origin may send hits to a site; a request without an origin is no page's. */
export const isAllowedOrigin = (site: Site, origin: string | undefined): boolean =>
  !site.allowedOrigins.length || !origin || site.allowedOrigins.includes(origin);

/**
 * Lets pages read the answer: everybody's without credentials, or, for a site with allowed origins, the
 * sender's alone. A foreign origin may read that it is refused.
 */
export const allowReading = (request: FastifyRequest, reply: FastifyReply, site?: Site): void => {
  const origin = site?.allowedOrigins.length ? request.headers.origin : undefined;
  if (site?.allowedOrigins.length) reply.header('vary', 'Origin');
  reply
    .header('access-control-allow-origin', origin ?? '*')
    .header('access-control-expose-headers', 'Retry-After, X-Rejected');
};

/** A day; browsers cap it at two hours or a day. */
const PREFLIGHT_SECONDS = 86_400;

/** Answers a preflight, which our own client never causes. */
export const answerPreflight = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply
    .code(204)
    .header('access-control-allow-methods', 'GET, HEAD, POST')
    .header(
      'access-control-allow-headers',
      request.headers['access-control-request-headers'] ?? 'content-type',
    )
    .header('access-control-max-age', PREFLIGHT_SECONDS)
    .send();
