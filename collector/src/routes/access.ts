import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors.js';
import { SESSION_MS } from '../store/sign-in.js';
import { SCOPES, type Scope } from '../store/tokens.js';
import type { Parts } from './parts.js';

const COOKIE = 'kmq_session';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token must be allowed to do here; without it `read` for GET, `write` for everything else. */
    scope?: Scope;
  }
}

type Access = Pick<Parts, 'store' | 'publicOrigin'>;

/** A name that somebody else's DNS points here must not reach the app; an address cannot be pointed. */
export const checkHost =
  (hosts: readonly string[]) =>
  async ({ hostname }: FastifyRequest): Promise<void> => {
    const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
    if (!isIP(host) && host !== 'localhost' && !hosts.includes(host))
      throw new ApiError('host_not_allowed');
  };

/** The cookie counts only in what the app's own pages ask; browsers say who asks in two headers. */
const checkOrigin = (request: FastifyRequest, publicOrigin: string | undefined): void => {
  const { origin, 'sec-fetch-site': from } = request.headers;
  const own = [`${request.protocol}://${request.host}`, publicOrigin];
  const isForeign = origin !== undefined && !own.includes(origin);
  const isChange = request.method !== 'GET' && request.method !== 'HEAD';
  if (isForeign || (isChange && !origin) || (from && from !== 'same-origin' && from !== 'none'))
    throw new ApiError('cross_site');
};

/** The token that a request brings. */
export const readBearer = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];

/** What the sender of a request may do. */
export const readScope = (
  { store, publicOrigin }: Access,
  request: FastifyRequest,
): Scope | undefined => {
  const bearer = readBearer(request);
  if (bearer) {
    const scope = store.tokens.scopeOf(bearer);
    if (!scope) throw new ApiError('wrong_token');
    return scope;
  }
  const session = request.cookies[COOKIE];
  if (!session || !store.signIn.isSignedIn(session)) return undefined;
  checkOrigin(request, publicOrigin);
  return 'admin';
};

/** Lets only those in who may do what the route does. */
export const requireAccess = (app: FastifyInstance, parts: Access): void => {
  app.addHook('onRequest', async (request) => {
    const scope = readScope(parts, request);
    if (!scope) throw new ApiError('not_signed_in');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const needed = request.routeOptions.config.scope ?? (reads ? 'read' : 'write');
    if (SCOPES.indexOf(scope) < SCOPES.indexOf(needed)) throw new ApiError('too_little_scope');
  });
};

/** The session of a request's cookie. */
export const readSession = (request: FastifyRequest): string | undefined => request.cookies[COOKIE];

/**
 * Whether the browser speaks TLS, with us or with a proxy before us. Not where it has asked for an address of this
 * machine, through a tunnel: a cookie for TLS alone would be lost there, in Safari.
 */
const isSecure = (
  { protocol, hostname }: FastifyRequest,
  { publicOrigin = '' }: Pick<Parts, 'publicOrigin'>,
): boolean =>
  protocol === 'https' ||
  (publicOrigin.startsWith('https:') && new URL(publicOrigin).hostname === hostname);

/** Keeps the browser signed in. */
export const writeSession = (
  reply: FastifyReply,
  session: string,
  parts: Pick<Parts, 'publicOrigin'>,
): FastifyReply =>
  reply.setCookie(COOKIE, session, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(reply.request, parts),
    maxAge: SESSION_MS / 1000,
  });

/** Signs the browser out. */
export const clearSession = (reply: FastifyReply): FastifyReply =>
  reply.clearCookie(COOKIE, { path: '/' });
