import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, createErrorBody, type ErrorCode } from '../../errors.js';
import { endSocket } from './end-socket.js';

/** The longest wait that a client is asked for (S6): others may share the address of an attacker who guesses. */
const RETRY_SECONDS = 30;

/** Errors of the HTTP layer by status; the client gets no other details. */
const BY_STATUS: Record<number, ErrorCode> = {
  400: 'invalid_request',
  // A path that leads out of the app's folder.
  403: 'not_found',
  404: 'not_found',
  413: 'body_too_large',
  415: 'unreadable_json',
  429: 'too_many_requests',
};

const createApiError = (error: FastifyError | ApiError): ApiError => {
  if (error instanceof ApiError) return error;
  if (/ENCODING/.test(error.code)) return new ApiError('unsupported_encoding', { cause: error });
  if (/JSON/.test(error.code)) return new ApiError('unreadable_json', { cause: error });
  const { statusCode = 500 } = error;
  const code = BY_STATUS[statusCode] ?? (statusCode < 500 ? 'invalid_request' : 'internal');
  return new ApiError(code, { cause: error });
};

/** Answers every error in one form. What is the collector's own fault goes to its log, never to the sender. */
export const answerError = (
  error: FastifyError | ApiError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const known = createApiError(error);
  // A client that disconnected is not an error. A part that is overloaded, full or starting answers 503 to all
  // requests and logs it once.
  if (known.code === 'internal' && !request.raw.socket.destroyed)
    request.log.error({ code: known.code, err: known.detail.cause ?? error }, known.message);
  if (known.detail.retryAfter)
    reply.header('retry-after', Math.min(RETRY_SECONDS, known.detail.retryAfter));
  reply.header('x-content-type-options', 'nosniff');
  if (!reply.hasHeader('content-security-policy'))
    reply.header('content-security-policy', "default-src 'none';frame-ancestors 'none'");
  return reply
    .code(known.status)
    .type('application/json; charset=utf-8')
    .send(createErrorBody(known));
};

const BY_PARSER: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_INVALID_URL: 'unreadable_address',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Answers what is not even a request, in the same form, and closes the connection. */
export const answerUnreadable = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const known = new ApiError(BY_PARSER[error.code ?? ''] ?? 'unreadable_request');
  const body = JSON.stringify(createErrorBody(known));
  endSocket(
    socket,
    [
      `HTTP/1.1 ${known.status} ${STATUS_CODES[known.status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Access-Control-Allow-Origin: *',
      'X-Content-Type-Options: nosniff',
      "Content-Security-Policy: default-src 'none';frame-ancestors 'none'",
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
};
