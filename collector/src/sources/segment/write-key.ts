import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../errors.js';
import { findSender, type Sender } from '../../routes/access/sender.js';
import type { Parts } from '../../routes/parts.js';

/** The user of Basic authentication; its password is empty. */
const readBasic = (authorization = ''): string | undefined => {
  const [, encoded] = /^Basic +([A-Za-z0-9+/_=-]+) *$/i.exec(authorization) ?? [];
  return encoded && Buffer.from(encoded, 'base64').toString().replace(/:.*$/s, '');
};

const readWriteKey = (given: unknown): string | undefined => {
  const key = (given as { writeKey?: unknown } | null | undefined)?.writeKey;
  return typeof key === 'string' && key ? key : undefined;
};

/** Who sends, by the key in the header, else in the body, or in the first message of the batch. */
export const findWriter = (
  parts: Pick<Parts, 'store' | 'guesses'>,
  request: FastifyRequest,
  body: unknown,
): Sender => {
  const { batch } = (body ?? {}) as { batch?: unknown };
  const key =
    readBasic(request.headers.authorization) ??
    readWriteKey(body) ??
    readWriteKey(Array.isArray(batch) ? batch[0] : undefined);
  if (!key)
    throw new ApiError('missing_key', {
      field: 'writeKey',
      message:
        'The write key is missing: send the site key or a server key as the user of Basic authentication, or as "writeKey".',
    });
  const sender = findSender(parts, request, key);
  if (!sender)
    throw new ApiError('unknown_key', {
      field: 'writeKey',
      message:
        'No site has this write key; use the key of a site, or one of its server keys, from the app under Settings.',
    });
  return sender;
};
