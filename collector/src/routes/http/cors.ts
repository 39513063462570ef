import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { decodeFields, KEY } from 'kmq/wire';
import type { ApiError } from '../../errors.js';
import type { Site } from '../../store/site.js';
import type { Sender } from '../access/sender.js';
import type { Parts } from '../parts.js';
import { answerError } from './answer-error.js';
import { readQuery } from './query.js';

const parseOrigin = (address: string): string =>
  URL.canParse(address) ? new URL(address).origin : 'null';

/**
 * Why a site takes no hits of whoever sent a request, if it does not (S23). A browser says which page it is by
 * `Origin`, else by `Referer`; where it is told to hide both, `Sec-Fetch-Site` says at least whether it is another
 * site's.
 */
export const judgeSender = (
  { site: { allowedOrigins, requireServerKey }, isProven }: Sender,
  headers: IncomingHttpHeaders,
): 'foreign_origin' | 'missing_server_key' | undefined => {
  const page = headers.origin || headers.referer;
  if (page) {
    const origin = parseOrigin(page);
    // A page that hides its origin matches no site, not even one whose setting is not an address either.
    const isAllowed = (allowed: string) => origin !== 'null' && parseOrigin(allowed) === origin;
    return !allowedOrigins.length || allowedOrigins.some(isAllowed) ? undefined : 'foreign_origin';
  }
  // Servers name no page, but some tell what a request is for: `fetch` of Node sends `Sec-Fetch-Mode`.
  if (isProven) return undefined;
  const fetched = headers['sec-fetch-site'];
  if (fetched)
    return allowedOrigins.length && fetched === 'cross-site' ? 'foreign_origin' : undefined;
  if (requireServerKey) return 'missing_server_key';
  // A browser that sends the purpose of a request but not its origin: the page is unknown.
  const isFetched = headers['sec-fetch-mode'] || headers['sec-fetch-dest'];
  return allowedOrigins.length && isFetched ? 'foreign_origin' : undefined;
};

const EXPOSED = ['access-control-expose-headers', 'Retry-After, X-Rejected'];
/** Everybody may read the answer. */
export const EVERYBODY: readonly string[] = ['access-control-allow-origin', '*', ...EXPOSED];
/** What is answered is what its type says; for answers that go past the framework. */
export const NO_SNIFFING: readonly string[] = ['x-content-type-options', 'nosniff'];

/**
 * Headers, name and value in turn, with which pages can read an answer: everybody's without credentials, or, for a
 * site with allowed origins, the sender's alone. A foreign origin may read that it is refused.
 */
export const listReadable = ({ headers }: FastifyRequest, site?: Site): readonly string[] =>
  site?.allowedOrigins.length
    ? ['vary', 'Origin', 'access-control-allow-origin', headers.origin ?? '*', ...EXPOSED]
    : EVERYBODY;

/** Lets pages read the answer. */
export const allowReading = (request: FastifyRequest, reply: FastifyReply, site?: Site): void => {
  const headers = listReadable(request, site);
  for (let at = 0; at < headers.length; at += 2) reply.header(headers[at]!, headers[at + 1]);
};

/** Answers an error so that the page that sent the hits can read it, as far as its site lets it. */
export const answerReadably =
  ({ store }: Parts) =>
  (error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const key = decodeFields(readQuery(request)).get(KEY) ?? '';
    allowReading(request, reply, store.sites.find(key));
    return answerError(error, request, reply);
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
