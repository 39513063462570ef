import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeFields, glance, KEY, LINE_BYTES } from 'kmq/wire';
import { type ApiError, formatRejection, type HitRejection } from '../../errors.js';
import { type Admission, admit } from '../../ingest/admission/admit.js';
import { readLinesText } from '../../ingest/admission/text.js';
import { findSender, isSigned, type Sender, withoutServerKey } from '../access/sender.js';
import { readAddress } from '../http/address.js';
import { answerRaw } from '../http/answer.js';
import { hasBody, leaveBodies, readBody } from '../http/body.js';
import {
  allowReading,
  answerPreflight,
  answerReadably,
  EVERYBODY,
  judgeSender,
  listReadable,
  NO_SNIFFING,
} from '../http/cors.js';
import { readQuery } from '../http/query.js';
import type { Parts, Routes } from '../parts.js';
import { acceptHits, showRejection } from './accept-hits.js';

/** One transparent pixel, a character a byte: Node sends a text together with the headers, a buffer after them. */
const GIF = atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==');

const GIF_HEADERS = [
  ...NO_SNIFFING,
  ...['cache-control', 'no-store', 'content-type', 'image/gif'],
  ...['content-length', String(GIF.length)],
];

/** Asks for an answer that a human can read. */
const DEBUG = /[?&]debug=1(&|$)/;

/** What became of a hit, in words. */
interface Outcome {
  accepted: boolean;
  site?: string;
  rejected?: HitRejection;
  message?: string;
}

const formatDebug = (outcome: Outcome) => {
  const body = `${JSON.stringify(outcome)}\n`;
  const headers = [
    ...NO_SNIFFING,
    ...['cache-control', 'no-store', 'content-type', 'application/json; charset=utf-8'],
    ...['content-length', String(body.length)],
  ];
  return { headers, body };
};

const EVERYBODYS_HEADERS = [...EVERYBODY, ...GIF_HEADERS];

const listHeaders = (request: FastifyRequest, site?: Sender['site']): string[] => {
  const readable = listReadable(request, site);
  return readable === EVERYBODY ? EVERYBODYS_HEADERS : [...readable, ...GIF_HEADERS];
};

/** Why a body cannot be read, as a hit is told. */
const UNREAD: readonly string[] = ['unsupported_encoding', 'unreadable_encoding'];

/**
 * A body counts when it is a form, as `curl -d` sends it, or says nothing about itself. Undefined where it is too long;
 * why it cannot be read where its encoding is the reason.
 */
const readForm = async (
  reply: FastifyReply,
): Promise<string | undefined | { rejected: HitRejection }> => {
  const type = reply.request.headers['content-type'] ?? '';
  try {
    const body = await readBody(reply, LINE_BYTES);
    if (type && !/^application\/x-www-form-urlencoded\b/i.test(type)) return '';
    return body && readLinesText(body);
  } catch (error) {
    const { code } = error as ApiError;
    if (UNREAD.includes(code)) return { rejected: code as HitRejection };
    throw error;
  }
};

/** A hit as it was sent, in the form of a line; undefined where it is too long to be read. */
const encodeLine = (kind: string, query: string, form: string | undefined): string | undefined => {
  if (form === undefined) return undefined;
  const line = `${kind}?${query}${query && form && '&'}${form}`;
  return Buffer.byteLength(line) > LINE_BYTES ? undefined : line;
};

/** The key that a line names, or the address where the line is too long. */
const readKey = (request: FastifyRequest, line: string | undefined): string | undefined => {
  if (line === undefined) return decodeFields(readQuery(request).slice(0, LINE_BYTES)).get(KEY);
  return glance(line)?.key ?? decodeFields(line.slice(2)).get(KEY);
};

/** A hit of no site is counted, and shown nowhere. */
const refuseKey = ({ counts }: Parts, key: string, line: string | undefined): HitRejection => {
  const unnamed = line === undefined ? 'line_too_long' : 'missing_key';
  const reason = key ? 'unknown_key' : unnamed;
  counts.reject('', reason);
  return reason;
};

/** What is to be kept of a hit that its site takes, or why it does not. */
const judgeHit = (
  parts: Parts,
  sender: Sender,
  {
    line,
    headers,
    unread,
  }: {
    line: string | undefined;
    headers: IncomingHttpHeaders;
    unread: HitRejection | undefined;
  },
): Admission | HitRejection => {
  const refused = judgeSender(sender, headers);
  if (refused) return refused;
  if (unread) return unread;
  if (line === undefined) return 'line_too_long';
  const { site, isProven } = sender;
  const admission = admit([line], {
    ...{ site: site.key, via: 'single', received: parts.clock(), isProven },
    isSigned: (each) => isSigned(parts, site.key, each),
  });
  return admission.rejected[0]?.reason ?? admission;
};

/** `/e`, `/s` and `/a`: one hit per request, always a GIF in answer (W7, W8). */
export const hitRoutes: Routes = (app, parts) => {
  leaveBodies(app);
  app.setErrorHandler(answerReadably(parts));
  for (const kind of ['e', 's', 'a'])
    for (const url of [`/${kind}`, `/${kind}/`]) {
      app.options(url, (request, reply) => {
        allowReading(request, reply);
        return answerPreflight(request, reply);
      });
      app.route({
        method: ['GET', 'HEAD', 'POST'],
        url,
        exposeHeadRoute: false,
        async handler(request, reply) {
          const form = hasBody(request) ? await readForm(reply) : '';
          const unread = typeof form === 'object' ? form.rejected : undefined;
          const isDebug = DEBUG.test(request.originalUrl);
          const sent = encodeLine(kind, readQuery(request), typeof form === 'object' ? '' : form);
          const key = readKey(request, sent) ?? '';
          const sender = findSender(parts, request, key);
          const site = sender?.site;
          const line = sent && withoutServerKey(sent);
          const judged = sender
            ? judgeHit(parts, sender, { line, headers: request.headers, unread })
            : refuseKey(parts, key, sent);
          if (typeof judged !== 'string') {
            await acceptHits(parts, { site: site!, sender: readAddress(request) }, judged.draft);
            parts.counts.replace(site!.key, judged.replaced);
            if (isDebug) {
              const { headers, body } = formatDebug({ accepted: true, site: site!.key });
              answerRaw(reply, { headers: [...listReadable(request, site), ...headers], body });
            } else answerRaw(reply, { headers: listHeaders(request, site), body: GIF });
            return;
          }
          const shown = line ?? withoutServerKey(request.originalUrl.slice(1));
          if (site) showRejection(parts, site.key, { reason: judged, line: shown });
          if (isDebug) {
            const told = formatDebug({
              accepted: false,
              rejected: judged,
              message: formatRejection(judged),
            });
            const headers = [...listReadable(request, site), ...told.headers, 'x-rejected', judged];
            answerRaw(reply, { headers, body: told.body });
            return;
          }
          const headers = [...listHeaders(request, site), 'x-rejected', judged];
          answerRaw(reply, { headers, body: GIF });
        },
      });
    }
};
