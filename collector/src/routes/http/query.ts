import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../errors.js';

/** The query of a request as it was sent, for the wire's decoder. */
export const readQuery = ({ originalUrl }: FastifyRequest): string => {
  const start = originalUrl.indexOf('?');
  return start < 0 ? '' : originalUrl.slice(start + 1);
};

/** `/`, `/e`, `/s`, `/a` with a query. */
const INGEST = /^\/+[esa]?\/*\?/;

/** The URL without its query, on paths whose query the wire decodes with `readQuery`. */
export const withoutQuery = ({ url = '/' }: { url?: string | undefined }): string =>
  INGEST.test(url) ? url.slice(0, url.indexOf('?')) : url;

/** One parameter of an API call; given twice, it is not clear which one is meant. */
export const readParameter = (request: FastifyRequest, name: string): string | undefined => {
  const value = (request.query as Record<string, unknown>)[name];
  if (value === undefined || typeof value === 'string') return value || undefined;
  throw new ApiError('invalid_request', {
    field: name,
    message: `"${name}" is given more than once; send it once.`,
  });
};
