import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../errors.js';
import { SESSION_MS } from '../../store/sign-in.js';
import { type TokenRow, toTokenGrant } from '../../store/tokens.js';
import { formatMissing, type Grant, judge, PERMISSIONS } from '../../team/roles.js';
import { findRule, type Rule } from '../../team/rules.js';
import { readAddress } from '../http/address.js';
import type { Parts } from '../parts.js';

const COOKIE = 'kmq_session';
/** Browsers take a cookie of this name only by TLS, for all paths, and from this very host. */
const TLS_COOKIE = `__Host-${COOKIE}`;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What this route needs of its sender, as `team/rules.ts` says. */
    rule?: Rule;
  }
  interface FastifyRequest {
    /** What its sender may do, once the route has let them in. */
    grant: Grant | null;
  }
}

type Access = Pick<Parts, 'store' | 'publicOrigin' | 'guesses'>;

/** A host name that someone else's DNS points here must not reach the app (DNS rebinding); IP addresses are safe. */
export const checkHost =
  (hosts: readonly string[]) =>
  async ({ hostname }: FastifyRequest): Promise<void> => {
    const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
    if (!isIP(host) && host !== 'localhost' && !hosts.includes(host))
      throw new ApiError('host_not_allowed');
  };

/** The origins of the app's own pages. */
export const toOwnOrigins = (
  request: FastifyRequest,
  { publicOrigin }: Pick<Parts, 'publicOrigin'>,
): string[] => [
  `${request.protocol}://${request.host}`,
  ...(publicOrigin === undefined ? [] : [publicOrigin]),
];

/** Refuses requests of other sites' pages; browsers name the page in two headers. */
export const checkPage = (
  request: FastifyRequest,
  { publicOrigin }: Pick<Parts, 'publicOrigin'>,
): void => {
  const { origin, 'sec-fetch-site': from } = request.headers;
  const isForeign =
    origin !== undefined && !toOwnOrigins(request, { publicOrigin }).includes(origin);
  if (isForeign || (from && from !== 'same-origin' && from !== 'none'))
    throw new ApiError('cross_site');
};

/** The cookie counts only in what the app's own pages ask. */
const checkCookie = (request: FastifyRequest, parts: Pick<Parts, 'publicOrigin'>): void => {
  const isChange = request.method !== 'GET' && request.method !== 'HEAD';
  if (isChange && !request.headers.origin) throw new ApiError('cross_site');
  checkPage(request, parts);
};

/** Whoever can make a link by a command beside the collector may do everything. */
const LINK_GRANT: Grant = {
  actor: { kind: 'link', id: '', name: 'sign-in link' },
  owner: true,
  roles: {},
  metrics: true,
};

/** What a session may do: what made it decides, for as long as that is there. */
export const findGrant = (
  { signIn, tokens, users }: Parts['store'],
  session: string,
): Grant | undefined => {
  const by = signIn.find(session);
  if (!by) return undefined;
  if (by === 'link') return LINK_GRANT;
  if ('user' in by) return users.findGrant(by.user);
  const token = tokens.find(by.token);
  return token && toTokenGrant(token);
};

const readBearer = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];

/** The token that a request brings, if any. Throws where it is not known, or its sender has guessed too often. */
export const useBearer = (
  { store, guesses }: Pick<Parts, 'store' | 'guesses'>,
  request: FastifyRequest,
): TokenRow | undefined => {
  const bearer = readBearer(request);
  if (!bearer) return undefined;
  const token = guesses.try(readAddress(request), bearer, () => store.tokens.use(bearer));
  if (!token) throw new ApiError('wrong_token');
  return token;
};

/** What the sender of a request may do. */
export const readGrant = (access: Access, request: FastifyRequest): Grant | undefined => {
  const token = useBearer(access, request);
  if (token) return toTokenGrant(token);
  const session = readSession(request, access);
  const grant = session && findGrant(access.store, session);
  if (!grant) return undefined;
  checkCookie(request, access);
  return grant;
};

/** Whether the sender of a request is let in, as it was when the request came. */
const isStillIn = (access: Access, request: FastifyRequest): boolean => {
  const bearer = readBearer(request);
  if (bearer) return access.store.tokens.use(bearer) !== undefined;
  return findGrant(access.store, readSession(request, access) ?? '') !== undefined;
};

/** Calls `end` as soon as the sender of a request may no longer do what they were let in for. */
export const watchGrant = (
  parts: Pick<Parts, 'store' | 'publicOrigin'>,
  request: FastifyRequest,
  end: () => void,
): { check: () => boolean; stop: () => void } => {
  const { tokens, signIn } = parts.store;
  const bearer = readBearer(request);
  const token = bearer && tokens.use(bearer);
  const session = readSession(request, parts) ?? '';
  const isLetIn = () =>
    Boolean(bearer ? token && tokens.find(token.id) : findGrant(parts.store, session));
  const check = () => {
    const isIn = isLetIn();
    if (!isIn) end();
    return isIn;
  };
  const stops = [tokens.watch(check), signIn.watch(check)];
  return {
    check,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
};

/** Fails where the sender may not do what a route needs. */
const checkRule = (grant: Grant, { needs }: Rule, request: FastifyRequest): void => {
  const { key } = request.params as { key?: string };
  const verdict = judge(grant, needs, key);
  if (verdict === 'yes') return;
  if (verdict === 'elsewhere') throw new ApiError('other_site');
  throw new ApiError('too_little_scope', { message: formatMissing(needs) });
};

/** Gives each route of the API its rule as it is added; one without a rule stops the start. */
export const addRules = (server: FastifyInstance): void => {
  server.addHook('onRoute', (route) => {
    if (!/^\/(api|metrics)\b/.test(route.url)) return;
    const [method = ''] = [route.method].flat();
    route.config = { ...route.config, rule: findRule(method, route.url) };
  });
};

/** Lets only those in who may do what the route does. */
export const requireAccess = (app: FastifyInstance, access: Access): void => {
  app.decorateRequest('grant', null);
  app.addHook('onRequest', async (request) => {
    const grant = readGrant(access, request);
    if (!grant) throw new ApiError('not_signed_in');
    const { rule } = request.routeOptions.config;
    request.grant = grant;
    if (rule) checkRule(grant, rule, request);
  });
  // A report takes its time: who has lost their role meanwhile gets no answer any more, nor the rest of a stream.
  app.addHook('onSend', async (request, reply, answer) => {
    const { rule } = request.routeOptions.config;
    // What is about somebody themselves may end their session, and still be answered.
    if (!rule || PERMISSIONS[rule.needs].at !== 'site' || reply.statusCode >= 400) return;
    if (!isStillIn(access, request)) throw new ApiError('not_signed_in');
    if (typeof (answer as Readable | null)?.pipe !== 'function') return;
    const grant = watchGrant(access, request, () => reply.raw.destroy());
    reply.raw.on('close', grant.stop);
  });
};

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

/** The session of a request's cookie. */
export const readSession = (
  request: FastifyRequest,
  parts: Pick<Parts, 'publicOrigin'>,
): string | undefined => request.cookies[isSecure(request, parts) ? TLS_COOKIE : COOKIE];

/** Keeps the browser signed in. */
export const writeSession = (
  reply: FastifyReply,
  session: string,
  parts: Pick<Parts, 'publicOrigin'>,
): FastifyReply => {
  const secure = isSecure(reply.request, parts);
  return reply.setCookie(secure ? TLS_COOKIE : COOKIE, session, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: SESSION_MS / 1000,
  });
};

/** Signs the browser out. */
export const clearSession = (
  reply: FastifyReply,
  parts: Pick<Parts, 'publicOrigin'>,
): FastifyReply =>
  isSecure(reply.request, parts)
    ? reply.clearCookie(TLS_COOKIE, { path: '/', secure: true })
    : reply.clearCookie(COOKIE, { path: '/' });

/** An address of the app itself; whatever else a link names is left alone. */
export const toWanted = (to: string | undefined): string =>
  to !== undefined && /^\/app\/(?!\/)[^\\\s]*$/.test(to) && to.length < 4096 ? to : '/app/';

/** Ties coming back from a sign-on provider to the browser that went there. */
const ENTRY_COOKIE = 'kmq_entry';
const ENTRY_SECONDS = 600;

/** Notes in the browser that it went to a sign-on provider, whose page sends it back: not a strict cookie. */
export const writeEntry = (
  reply: FastifyReply,
  state: string,
  parts: Pick<Parts, 'publicOrigin'>,
): FastifyReply =>
  reply.setCookie(ENTRY_COOKIE, state, {
    path: '/login/provider',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(reply.request, parts),
    maxAge: ENTRY_SECONDS,
  });

/** What a browser went to a sign-on provider with. */
export const readEntry = ({ cookies }: FastifyRequest): string | undefined => cookies[ENTRY_COOKIE];

/** Forgets it. */
export const clearEntry = (reply: FastifyReply): FastifyReply =>
  reply.clearCookie(ENTRY_COOKIE, { path: '/login/provider' });
