import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { COOKIE_DOMAIN, decodeFields, isAnonymousShape } from 'kmq/wire';
import { readQuery } from '../http/query.js';
import type { Parts, Routes } from '../parts.js';

/** The longest that browsers keep a cookie: 400 days, in seconds. */
const COOKIE_SECONDS = 400 * 24 * 60 * 60;

/** The original's snippets wait for this script and then call what it defines; ours does not need it. */
const BODY = 'if(typeof _kmil=="function")_kmil();\n';

const NAME = 'km_ai';

/** The anonymous id of a request as its cookie spells it; undefined where there is none, or two that differ. */
const readAnonymousId = (cookies = ''): string | undefined => {
  const values = new Set(
    cookies
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${NAME}=`))
      .map((pair) => pair.slice(NAME.length + 1)),
  );
  const [value = ''] = values;
  try {
    return values.size === 1 && isAnonymousShape(decodeURIComponent(value)) ? value : undefined;
  } catch {
    // A stray % is in no id.
    return undefined;
  }
};

/** A cookie domain as the attribute wants it; '' = this host only; undefined where the host is not below it. */
const findCookieDomain = (wanted: string, host: string): string | undefined => {
  const domain = wanted.toLowerCase().replace(/^\./, '');
  if (!domain) return '';
  const isWide = domain.includes('.') && !isIP(host);
  if (host === domain) return isWide ? domain : '';
  return isWide && host.endsWith(`.${domain}`) ? domain : undefined;
};

/**
 * Writes the `km_ai` of this very request again, as a cookie of the server's, which browsers keep longer than a
 * script's (C16). Never cached: a shared answer would make all visitors one person.
 */
export const renew = (
  { store }: Pick<Parts, 'store'>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const host = request.hostname.toLowerCase();
  const asked = decodeFields(readQuery(request)).get(COOKIE_DOMAIN);
  const domains =
    asked === undefined
      ? store.sites.list().flatMap(({ cookieDomain }) => cookieDomain ?? [])
      : [asked];
  const [domain] = domains
    .flatMap((wanted) => findCookieDomain(wanted, host) ?? [])
    .sort((a, b) => b.length - a.length);
  const id = readAnonymousId(request.headers.cookie);
  if (id !== undefined && domain !== undefined)
    reply.header(
      'set-cookie',
      [
        `${NAME}=${id}`,
        `Max-Age=${COOKIE_SECONDS}`,
        'Path=/',
        ...(domain ? [`Domain=${domain}`] : []),
        'SameSite=Lax',
        ...(request.protocol === 'https' ? ['Secure'] : []),
      ].join('; '),
    );
  return reply
    .header('cache-control', 'private, no-store')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('x-content-type-options', 'nosniff')
    .type('text/javascript; charset=utf-8')
    .send(BODY);
};

/** `/i.js`, as the original's snippets ask for it; a site may have another name for it (`renewalFile`). */
export const renewalRoutes: Routes = (app, parts) => {
  app.get('/i.js', async (request, reply) => renew(parts, request, reply));
};
