import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors.js';

/** The query of a request as sent, for the wire's own decoder. */
export const toQuery = ({ raw: { url = '' } }: FastifyRequest): string => {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start + 1);
};

/** One parameter of an API call; given twice, it is not clear which one is meant. */
export const readParameter = (request: FastifyRequest, name: string): string | undefined => {
  const value = (request.query as Record<string, unknown>)[name];
  if (value === undefined || typeof value === 'string') return value || undefined;
  throw new ApiError('invalid_request', {
    field: name,
    message: `${name} is given more than once.`,
  });
};
