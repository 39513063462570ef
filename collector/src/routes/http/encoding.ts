import type { IncomingMessage } from 'node:http';
import { pipeline, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzip,
  inflate,
} from 'node:zlib';
import { ApiError } from '../../errors.js';

/** Decompresses bodies: short ones at once, long ones as a stream. */
interface Decompression {
  whole(body: Buffer, options: { maxOutputLength: number }): Promise<Buffer>;
  stream(): Transform;
}

const GZIP: Decompression = { whole: promisify(gunzip), stream: createGunzip };
const DECOMPRESSIONS: Record<string, Decompression> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  deflate: { whole: promisify(inflate), stream: createInflate },
  br: { whole: promisify(brotliDecompress), stream: createBrotliDecompress },
};

/** What a body has to go through, undefined where it came as it is. Fails with `unsupported_encoding`. */
const findDecompression = ({ headers }: IncomingMessage): Decompression | undefined => {
  const [encoding, ...others] = (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each && each !== 'identity');
  if (!encoding) return undefined;
  // Nested compression saves nothing, and can hide a decompression bomb.
  if (others.length || !Object.hasOwn(DECOMPRESSIONS, encoding))
    throw new ApiError('unsupported_encoding');
  return DECOMPRESSIONS[encoding];
};

/**
 * A short body as it was before it was compressed, or undefined where that is larger than the limit: a bomb is given up
 * there. Fails with `unreadable_encoding`.
 */
export const decompress = async (
  request: IncomingMessage,
  body: Buffer,
  limit: number,
): Promise<Buffer | undefined> => {
  const decompression = findDecompression(request);
  if (!decompression || !body.length) return body;
  try {
    return await decompression.whole(body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw new ApiError('unreadable_encoding', { cause });
  }
};

/** What zlib says of bytes, rather than a connection that broke. */
const FORMAT_ERROR = /^(Z_|ERR__|ERR_BROTLI)/;

async function* readDecompressed(
  request: IncomingMessage,
  { stream }: Decompression,
): AsyncGenerator<Buffer> {
  const decompressing = stream();
  // Errors go to the reader, so nothing may fail before there is one.
  pipeline(request, decompressing, () => undefined);
  try {
    yield* decompressing;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw FORMAT_ERROR.test(code) ? new ApiError('unreadable_encoding', { cause }) : cause;
  }
}

/**
 * A long body as it was before it was compressed, as it comes. Fails with `unsupported_encoding` at once, with
 * `unreadable_encoding` while it is read.
 */
export const decompressStream = (request: IncomingMessage): AsyncIterable<Buffer> => {
  const decompression = findDecompression(request);
  return decompression ? readDecompressed(request, decompression) : request;
};
