import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AUTOMATED,
  type BatchAnswer,
  DROPS,
  decodeBatch,
  decodeFields,
  type Fields,
  KEY,
  SENT_AT,
} from 'kmq/wire';
import { ApiError } from '../../errors.js';
import { admit } from '../../ingest/admission/admit.js';
import { createClocks } from '../../ingest/admission/clocks.js';
import { isLeftOut } from '../../ingest/admission/robots.js';
import { readLinesText, readPlainText } from '../../ingest/admission/text.js';
import { parseDifference } from '../../ingest/admission/times.js';
import { decodeEarlyQueue, runEarlyQueue } from '../../ingest/early-queue/early.js';
import { isBrowser } from '../../ingest/record.js';
import { isPlaceholder } from '../../people/identity.js';
import type { Site } from '../../store/site.js';
import { findSender, isSigned, type Sender, withoutServerKey } from '../access/sender.js';
import { readAddress } from '../http/address.js';
import { answerRaw } from '../http/answer.js';
import { leaveBodies, readBody } from '../http/body.js';
import {
  allowReading,
  answerPreflight,
  answerReadably,
  judgeSender,
  listReadable,
  NO_SNIFFING,
} from '../http/cors.js';
import { readQuery } from '../http/query.js';
import type { Parts, Routes } from '../parts.js';
import { acceptHits, showRejection } from './accept-hits.js';
import { createRandomOf } from './early-random.js';

/** The collector's limit for every body, far above what browsers send at once. */
const BODY_BYTES = 1024 * 1024;

/** No client sends as many; blank ones alone would make an answer forty times as long as the body. */
const BODY_LINES = 50_000;

const JSON_HEADERS = [
  ...NO_SNIFFING,
  ...['cache-control', 'no-store', 'content-type', 'application/json; charset=utf-8'],
  'content-length',
];

/** Some programs put a byte order mark before UTF-8. */
const MARK = /^\ufeff/;

const HIT_START = /^\/*[esa]\?/;

const readSender = (parts: Parts, request: FastifyRequest, query: Fields): Sender => {
  const key = query.get(KEY);
  if (!key) throw new ApiError('missing_key');
  const sender = findSender(parts, request, key);
  if (!sender) throw new ApiError('unknown_key');
  return sender;
};

/** The lines that the client would have made of a page's queue (W14). */
const runEarlyLines = ({ key, client }: Site, bytes: Buffer, { headers }: FastifyRequest) => {
  const body = readPlainText(bytes)?.replace(MARK, '') ?? '';
  const queue = decodeEarlyQueue(body);
  if (!queue) throw new ApiError('unreadable_batch');
  const refuses = { gpc: headers['sec-gpc'] === '1', dnt: headers.dnt === '1' };
  const createRandom = createRandomOf(queue.isUnique ? key + body : undefined);
  return runEarlyQueue(queue, { key, client, refuses, createRandom });
};

const readLines = async (site: Site, reply: FastifyReply): Promise<string[]> => {
  const body = await readBody(reply, BODY_BYTES);
  if (!body) throw new ApiError('body_too_large');
  const text = readLinesText(body).replace(MARK, '');
  if (!text.trim()) throw new ApiError('empty_batch');
  if (text[0] === '[') return runEarlyLines(site, body, reply.request);
  const lines = decodeBatch(text).map(withoutServerKey);
  if (lines.length > BODY_LINES) {
    const message = `A batch can have at most ${BODY_LINES.toLocaleString('en')} lines. Send it in parts.`;
    throw new ApiError('body_too_large', { message });
  }
  if (!lines.some((line) => HIT_START.test(line))) throw new ApiError('unreadable_batch');
  return lines;
};

/** `POST /`: many hits in one body, a line each (W9–W11). */
export const batchRoutes: Routes = (app, parts) => {
  const clocks = createClocks(isPlaceholder);
  leaveBodies(app);
  app.setErrorHandler(answerReadably(parts));

  app.options('/', (request, reply) => {
    allowReading(request, reply);
    return answerPreflight(request, reply);
  });

  app.post('/', async (request, reply) => {
    const query = decodeFields(readQuery(request));
    // Before the body, which may be long under way; what the clock says is in the address.
    const difference = parseDifference(query.get(SENT_AT), parts.clock());
    const by = readSender(parts, request, query);
    const refused = judgeSender(by, request.headers);
    if (refused) throw new ApiError(refused);
    const { site, isProven } = by;
    const address = readAddress(request);
    const lines = await readLines(site, reply);
    const agent = request.headers['user-agent'];
    const received = parts.clock();
    const sender = { site: site.key, agent, lines };
    const { draft, rejected, replaced } = admit(lines, {
      site: site.key,
      via: 'batch',
      isProven,
      isSigned: (line) => isSigned(parts, site.key, line),
      received,
      sent: query.get(SENT_AT),
      behind: difference === undefined ? undefined : clocks.take(sender, difference, received),
      agent,
      country: parts.findCountry && isBrowser(agent) ? parts.findCountry(address) : undefined,
      leftOut: isLeftOut(site, {
        agent,
        automated: query.get(AUTOMATED) === '1',
        address,
      }),
    });
    await acceptHits(parts, { site, sender: address }, draft);
    parts.counts.replace(site.key, replaced);
    parts.store.drops.report(site.key, query.get(DROPS));
    for (const { line, reason } of rejected)
      showRejection(parts, site.key, { reason, line: lines[line]! });
    const answer: BatchAnswer = { accepted: draft.lines.length, rejected };
    const body = JSON.stringify(answer);
    const headers = [...listReadable(request, site), ...JSON_HEADERS, String(body.length)];
    answerRaw(reply, { headers, body });
  });
};
