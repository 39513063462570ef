import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../errors.js';
import { createClocks } from '../../ingest/admission/clocks.js';
import { isPlaceholder } from '../../people/identity.js';
import { acceptHits, showRejection } from '../../routes/hits/accept-hits.js';
import { readAddress } from '../../routes/http/address.js';
import { answerError } from '../../routes/http/answer-error.js';
import { leaveBodies } from '../../routes/http/body.js';
import { allowReading, answerPreflight, judgeSender } from '../../routes/http/cors.js';
import type { Parts, Routes } from '../../routes/parts.js';
import { toMilliseconds } from '../times.js';
import { type Admitted, admitMessages } from './admit-messages.js';
import { readJsonBody } from './body.js';
import { createKnownLinks } from './known-links.js';
import { CALLS, type Call } from './message.js';
import { findWriter } from './write-key.js';

/** `/v1/track`, and `/v1/t`, as the browser library of Segment calls it. */
const listPaths = (name: string): string[] => [`/v1/${name}`, `/v1/${name[0]}`];

/** Segment's older libraries send a history so. */
const BATCHES = [...listPaths('batch'), '/v1/import'];

const formatSentence = (field: string, problem: string): string =>
  `${field ? `"${field}"` : 'The body'} ${problem}.`;

/** The messages of a body, and where they stand in it. */
const readMessages = (body: unknown, call: Call | undefined): unknown[] => {
  if (call) return [body];
  const { batch } = (body ?? {}) as { batch?: unknown };
  if (Array.isArray(batch) && batch.length) return batch;
  const message = formatSentence('batch', 'must be an array with at least one call');
  throw new ApiError('invalid_request', { field: 'batch', message });
};

const formatRejections = ({ rejected }: Admitted, call: Call | undefined) =>
  rejected.map(({ index, field, message }) => {
    const place = call ? '' : `batch.${index}`;
    const named = [place, field].filter(Boolean).join('.');
    return { ...(call ? {} : { index }), field: named, message: formatSentence(named, message) };
  });

const take = async (
  parts: Parts,
  { reply, call, needs }: { reply: FastifyReply; call: Call | undefined; needs: Needs },
) => {
  const { request } = reply;
  const arrived = parts.clock();
  const { json: body, bytes } = await readJsonBody(reply);
  const by = findWriter(parts, request, body);
  const refused = judgeSender(by, request.headers);
  if (refused) throw new ApiError(refused);
  allowReading(request, reply, by.site);
  const address = readAddress(request);
  const admitted = admitMessages(readMessages(body, call), call, {
    origin: {
      ...{
        by,
        address,
        bytes,
        arrived,
        received: parts.clock(),
        agent: request.headers['user-agent'],
      },
      sent: toMilliseconds((body as { sentAt?: unknown }).sentAt),
    },
    needs: { ...needs, findCountry: parts.findCountry },
  });
  const { key } = by.site;
  const rejected = formatRejections(admitted, call);
  for (const { message } of rejected)
    showRejection(parts, key, { reason: 'unreadable_call', line: message });
  if (!admitted.accepted) {
    const { field, message } = rejected[0]!;
    throw new ApiError('invalid_request', { ...(field && { field }), message });
  }
  await acceptHits(parts, { site: by.site, sender: address }, ...admitted.drafts);
  // Not before they are on disk: a call that is sent again brings its link again.
  for (const link of admitted.links) needs.known.add(link);
  parts.counts.replace(key, admitted.replaced);
  return { success: true, ...(call ? {} : { accepted: admitted.accepted, rejected }) };
};

type Needs = Parameters<typeof admitMessages>[2]['needs'];

/** The HTTP API that the libraries of Segment and RudderStack speak (S60). */
export const segmentRoutes: Routes = (app, parts) => {
  const needs = { clocks: createClocks(isPlaceholder), known: createKnownLinks() };
  leaveBodies(app);
  app.setErrorHandler((error, request, reply) => {
    allowReading(request, reply);
    return answerError(error as ApiError, request, reply);
  });
  const preflight = (request: FastifyRequest, reply: FastifyReply) => {
    allowReading(request, reply);
    return answerPreflight(request, reply);
  };
  const add = (url: string, call?: Call): void => {
    app.options(url, preflight);
    app.post(url, async (_request, reply) => take(parts, { reply, call, needs }));
  };
  for (const call of CALLS) for (const url of listPaths(call)) add(url, call);
  for (const url of BATCHES) add(url);

  // The browser library of Segment asks first what to do; the rest of its settings are its own.
  app.get<{ Params: { key: string } }>('/v1/projects/:key/settings', async (request, reply) => {
    allowReading(request, reply);
    const { key } = request.params;
    if (!parts.store.sites.find(key)) throw new ApiError('unknown_key', { field: 'writeKey' });
    const [protocol, host] = parts.address().split('://');
    return {
      integrations: {
        'Segment.io': { apiKey: key, apiHost: `${host}/v1`, protocol },
      },
      plan: { track: { __default: { enabled: true } }, identify: {}, group: {} },
    };
  });
};
