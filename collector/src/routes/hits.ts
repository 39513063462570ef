import type { FastifyRequest } from 'fastify';
import { decodeFields, decodeHit, type Fields, KEY, LINE_BYTES } from 'kmq/wire';
import type { HitRejection } from '../errors.js';
import { admit } from '../ingest/admit.js';
import { leaveBodies, readBody } from './body.js';
import { allowReading, answerPreflight, isAllowedOrigin } from './cors.js';
import type { Parts, Routes } from './parts.js';
import { toQuery } from './query.js';
import { showRejection, takeHits } from './take.js';

/** One transparent pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** A body counts when it is a form, as `curl -d` sends it, or says nothing about itself. */
const readForm = async (request: FastifyRequest): Promise<string | undefined> => {
  const body = await readBody(request, LINE_BYTES);
  const type = request.headers['content-type'] ?? '';
  return type && !/^application\/x-www-form-urlencoded\b/i.test(type) ? '' : body?.toString();
};

interface Sent {
  /** `e`, `s` or `a`. */
  kind: string;
  /** Undefined where the hit is too long to be read. */
  fields: Fields | undefined;
  line: string;
}

const readSent = async (request: FastifyRequest, kind: string): Promise<Sent> => {
  const query = toQuery(request);
  const form = await readForm(request);
  const line = `${kind}?${[query, form].filter(Boolean).join('&')}`;
  const tooLong = form === undefined || Buffer.byteLength(line) > LINE_BYTES;
  return { kind, line, fields: tooLong ? undefined : decodeFields(query, form) };
};

/** A hit of no site is counted, and shown nowhere. */
const refuse = ({ counts }: Parts, reason: HitRejection): HitRejection => {
  counts.reject('', reason);
  return reason;
};

/** Takes one hit; answers why not, where it is not taken. */
const takeHit = async (
  parts: Parts,
  request: FastifyRequest,
  { kind, fields, line }: Sent,
): Promise<HitRejection | undefined> => {
  // A hit that is too long still shows up at its site, which its query may name.
  const key = (fields ?? decodeFields(toQuery(request).slice(0, LINE_BYTES))).get(KEY);
  if (!key) return refuse(parts, fields ? 'missing_key' : 'line_too_long');
  const site = parts.store.sites.find(key);
  if (!site) return refuse(parts, 'unknown_key');

  let reason: HitRejection;
  if (!isAllowedOrigin(site, request.headers.origin)) reason = 'foreign_origin';
  else if (!fields) reason = 'line_too_long';
  else {
    const decoded = decodeHit(kind, fields);
    if ('hit' in decoded) {
      const arrival = { site: key, via: 'single', received: parts.clock() } as const;
      await takeHits(parts, site, [admit(decoded, arrival)]);
      return undefined;
    }
    reason = decoded.rejected;
  }
  showRejection(parts, key, { reason, line });
  return reason;
};

/** `/e`, `/s` and `/a`: one hit per request, always a GIF in answer (W7, W8). */
export const hitRoutes: Routes = (app, parts) => {
  leaveBodies(app);
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
          allowReading(request, reply);
          const sent = await readSent(request, kind);
          const site = parts.store.sites.find(sent.fields?.get(KEY) ?? '');
          allowReading(request, reply, site);
          const reason = await takeHit(parts, request, sent);
          if (reason) reply.header('x-rejected', reason);
          return reply.header('cache-control', 'no-store').type('image/gif').send(GIF);
        },
      });
    }
};
