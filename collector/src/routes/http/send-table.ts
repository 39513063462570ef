import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../errors.js';
import { toCsv } from '../../reports/csv.js';
import type { Table } from '../../reports/table.js';
import { readParameter } from './query.js';

const FORMATS = ['csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The format that a request asks for with `format` or `Accept`; undefined if none. */
export const readFormat = (request: FastifyRequest): Format | undefined => {
  const format = readParameter(request, 'format');
  if (format === undefined)
    return /^text\/csv\b/.test(request.headers.accept ?? '') ? 'csv' : undefined;
  if (FORMATS.includes(format as Format)) return format as Format;
  throw new ApiError('invalid_request', {
    field: 'format',
    message: '"format" must be csv or json.',
  });
};

/** Has the browser save an answer, instead of showing it. */
export const sendFile = (
  reply: FastifyReply,
  { name, format }: { name: string; format: Format },
): FastifyReply =>
  reply
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json');

/** Sends a table as CSV. */
export const sendTable = (reply: FastifyReply, name: string, table: Table): FastifyReply =>
  sendFile(reply, { name, format: 'csv' }).send(toCsv(table));
