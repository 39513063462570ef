import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { decodeFields, KEY, NAME, PERSON, SIGNATURE } from 'kmq/wire';
import { ApiError } from '../../errors.js';
import { isSameHash } from '../../store/secrets.js';
import { SERVER_KEY_START } from '../../store/server-keys.js';
import type { Site } from '../../store/site.js';
import { SCOPES } from '../../store/tokens.js';
import type { Parts } from '../parts.js';
import { useBearer } from './access.js';

/** Who sends hits: for which site, and whether it proved to be a server of the site's own (S28). */
export interface Sender {
  site: Site;
  isProven: boolean;
}

/** Whether a request brings a token that may write at a site. Throws where it brings one that may not. */
const hasToken = (
  access: Pick<Parts, 'store' | 'guesses'>,
  request: FastifyRequest,
  site: Site,
): boolean => {
  const token = useBearer(access, request);
  if (!token) return false;
  if (SCOPES.indexOf(token.scope) < SCOPES.indexOf('write'))
    throw new ApiError('too_little_scope', {
      message: 'This token cannot send hits: it needs the scope write or admin.',
    });
  if (token.sites && !token.sites.includes(site.key)) throw new ApiError('other_site');
  return true;
};

/** The sender of a request by the key that it names: the site's public one, or a server's secret one. */
export const findSender = (
  parts: Pick<Parts, 'store' | 'guesses'>,
  request: FastifyRequest,
  key: string,
): Sender | undefined => {
  const { sites, serverKeys } = parts.store;
  const open = sites.find(key);
  if (open) return { site: open, isProven: hasToken(parts, request, open) };
  const site = sites.find(serverKeys.siteOf(key) ?? '');
  return site && { site, isProven: true };
};

/** A line without the key that it names, where that may be a secret one: it must not be kept, nor shown. */
export const withoutServerKey = (line: string): string => {
  if (!line.includes(SERVER_KEY_START)) return line;
  const start = line.indexOf('?') + 1;
  const pairs = line.slice(start).split('&');
  const left = pairs.filter((pair) => !decodeFields(pair).has(KEY));
  return left.length === pairs.length ? line : line.slice(0, start) + left.join('&');
};

/** A link's line as one that may be signed. */
const SIGNED = /^\/*a\?(?:.*&)?_g=/;

/** Whether a server of the site signed the link of a line: `<id of the key>.<HMAC of both identities>` (S28). */
export const isSigned = ({ store }: Pick<Parts, 'store'>, site: string, line: string): boolean => {
  if (!SIGNED.test(line)) return false;
  const fields = decodeFields(line.slice(line.indexOf('?')));
  const [id = '', signature = ''] = fields.get(SIGNATURE)!.split('.');
  const hash = store.serverKeys.findHash(site, id);
  if (!hash) return false;
  const names = `${fields.get(NAME)}\n${fields.get(PERSON)}`;
  const isSame = isSameHash(createHmac('sha256', hash).update(names).digest('hex'), signature);
  if (isSame) store.serverKeys.noteSigned(site, id);
  return isSame;
};
