import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { LINE_BYTES } from 'kmq/wire';
import { endSocket } from './end-socket.js';

/** The head of a request with a hit in its address, and a form behind it. */
const REQUEST_BYTES = 32 * 1024 + LINE_BYTES;
/** The rest of a request that has begun. */
const REST_MS = 5_000;

/** What ingest reads from an address: nothing else is worth a second look. */
const REQUEST_LINE = /^(GET|HEAD|POST) (\/*[esa]?\/*\?\S*) HTTP\/1\.[01]$/;
const START = /^(GET|HEAD|POST) \/*[esa]?\/*\?/;
const HEAD_END = '\r\n\r\n';

interface RawRequest {
  method: 'GET' | 'HEAD' | 'POST';
  url: string;
  headers: Record<string, string>;
  payload: Buffer;
}

const escapeByte = (letter: string): string =>
  `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** A request from its bytes, one character a byte: undefined while some are missing, null where it is none of ours. */
const parse = (text: string): RawRequest | undefined | null => {
  const end = text.indexOf(HEAD_END);
  if (end < 0) return START.test(text) ? undefined : null;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const [, method, url] = REQUEST_LINE.exec(first) ?? [];
  if (!method || !url) return null;
  const headers: RawRequest['headers'] = {};
  for (const line of lines) {
    const [, name, value] = /^([\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    headers[name.toLowerCase()] = value;
  }
  const length = Number(headers['content-length'] ?? 0);
  if (headers['transfer-encoding'] || !(length >= 0 && length <= LINE_BYTES)) return null;
  const body = text.slice(end + HEAD_END.length);
  if (body.length < length) return undefined;
  return {
    method: method as RawRequest['method'],
    url: url.replace(/[#\x80-\xff]/g, escapeByte),
    headers,
    payload: Buffer.from(body.slice(0, length), 'latin1'),
  };
};

/** What follows on a connection whose last request is answered is not read. */
const ANSWERED = Symbol('answered');

/** What has come of requests whose end is awaited. */
const begun = new WeakMap<Socket, string | typeof ANSWERED>();

/** From the start of the line at which the parser has stopped. */
const readStart = ({ rawPacket, bytesParsed = 0 }: ParserError): string => {
  const text = rawPacket?.toString('latin1') ?? '';
  return text.slice(text.lastIndexOf('\n', bytesParsed) + 1);
};

/** What Node tells of bytes that are not HTTP. */
export interface ParserError extends NodeJS.ErrnoException {
  rawPacket?: Buffer;
  bytesParsed?: number;
}

const answer = async (
  server: FastifyInstance,
  socket: Socket,
  { method, url, headers, payload }: RawRequest,
): Promise<void> => {
  const from = socket.remoteAddress ? { remoteAddress: socket.remoteAddress } : {};
  const told = await server.inject({ method, url, headers, payload, ...from });
  const lines = Object.entries(told.headers)
    .filter(([name]) => !/^(connection|keep-alive|content-length|date)$/.test(name))
    .flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}`));
  const head = [
    `HTTP/1.1 ${told.statusCode} ${STATUS_CODES[told.statusCode]}`,
    ...lines,
    `content-length: ${told.rawPayload.length}`,
    'connection: close',
  ].join('\r\n');
  const body = method === 'HEAD' ? Buffer.alloc(0) : told.rawPayload;
  endSocket(socket, Buffer.concat([Buffer.from(head + HEAD_END, 'latin1'), body]));
};

/**
 * Hits whose address was sent as it was typed: `curl '…/e?_p=zoé'`. Node refuses bytes that are no ASCII; here they are
 * escaped and the request is answered like any other (W2). False where it is no hit: then nothing is answered. One
 * whose first bytes came in an earlier packet is not known any more.
 */
export const answerRawAddress = (
  server: FastifyInstance,
  error: ParserError,
  socket: Socket,
  refuse: () => void,
): boolean => {
  const before = begun.get(socket);
  if (before === ANSWERED) return true;
  if (before === undefined && error.code !== 'HPE_INVALID_URL') return false;
  const text =
    before === undefined ? readStart(error) : before + (error.rawPacket?.toString('latin1') ?? '');
  const request = text.length > REQUEST_BYTES ? null : parse(text);
  if (request === undefined) {
    begun.set(socket, text);
    const giveUp = () => begun.get(socket) !== ANSWERED && refuse();
    if (before === undefined) setTimeout(giveUp, REST_MS).unref();
    return true;
  }
  begun.set(socket, ANSWERED);
  if (!request) return false;
  answer(server, socket, request).catch(refuse);
  return true;
};
