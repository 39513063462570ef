import type { FastifyReply } from 'fastify';
import { ApiError } from '../../errors.js';
import { readBody } from '../../routes/http/body.js';

/** Limits of Segment's API: a call, and a batch of them, uncompressed. */
export const CALL_BYTES = 32 * 1024;
export const BATCH_BYTES = 500 * 1024;

const formatKilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;

/** The member that takes most of a message that is too large. */
const findLargest = (message: unknown): string => {
  const sizes = Object.entries(Object(message)).map(
    ([name, value]) => [name, JSON.stringify(value)?.length ?? 0] as const,
  );
  return sizes.sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
};

/** Why a message is too large, undefined where it is not. */
export const findExcess = (message: unknown): { field: string; message: string } | undefined => {
  const bytes = Buffer.byteLength(JSON.stringify(message) ?? '');
  if (bytes <= CALL_BYTES) return undefined;
  return {
    field: findLargest(message),
    message: `is too large: the call has ${formatKilobytes(bytes)}, and the limit is ${formatKilobytes(CALL_BYTES)}`,
  };
};

/** A body as JSON, whatever type it is sent as: browsers send it as text, so that nobody has to be asked first. */
export const readJsonBody = async (
  reply: FastifyReply,
): Promise<{ json: unknown; bytes: number }> => {
  const body = await readBody(reply, BATCH_BYTES);
  if (!body)
    throw new ApiError('invalid_request', {
      field: 'batch',
      message: `The body is larger than ${formatKilobytes(BATCH_BYTES)}, the limit of a batch; send it in parts.`,
    });
  try {
    const json = JSON.parse(body.toString().replace(/^\ufeff/, ''));
    return { json, bytes: body.length };
  } catch {
    throw new ApiError('unreadable_json');
  }
};
