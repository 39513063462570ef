import type { FastifyRequest } from 'fastify';
import { decodeFields, glance, KEY, LINE_BYTES } from 'kmq/wire';
import type { HitRejection } from '../errors.js';
import { admit } from '../ingest/admit.js';
import type { Site } from '../store/site.js';
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

/** A hit as it was sent, in the form of a line; undefined where it is too long to be read. */
const readLine = async (request: FastifyRequest, kind: string): Promise<string | undefined> => {
  const query = toQuery(request);
  const form = await readForm(request);
  if (form === undefined) return undefined;
  const line = `${kind}?${query}${query && form && '&'}${form}`;
  return Buffer.byteLength(line) > LINE_BYTES ? undefined : line;
};

/** The key that a line names, or the address where the line is too long. */
const readKey = (request: FastifyRequest, line: string | undefined): string | undefined => {
  if (line === undefined) return decodeFields(toQuery(request).slice(0, LINE_BYTES)).get(KEY);
  return glance(line)?.key ?? decodeFields(line.slice(2)).get(KEY);
};

/** A hit of no site is counted, and shown nowhere. */
const refuse = ({ counts }: Parts, reason: HitRejection): HitRejection => {
  counts.reject('', reason);
  return reason;
};

/** Takes one hit; answers why not, where it is not taken. */
const takeHit = async (
  parts: Parts,
  line: string | undefined,
  site: Site,
  origin: string | undefined,
): Promise<HitRejection | undefined> => {
  if (!isAllowedOrigin(site, origin)) return 'foreign_origin';
  if (line === undefined) return 'line_too_long';
  const arrival = { site: site.key, via: 'single', received: parts.clock() } as const;
  const { draft, rejected } = admit([line], arrival);
  await takeHits(parts, site, draft);
  return rejected[0]?.reason;
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
          const line = await readLine(request, kind);
          const key = readKey(request, line);
          const site = key === undefined ? undefined : parts.store.sites.find(key);
          let reason: HitRejection | undefined;
          if (!site)
            reason = refuse(
              parts,
              key ? 'unknown_key' : line === undefined ? 'line_too_long' : 'missing_key',
            );
          else {
            allowReading(request, reply, site);
            reason = await takeHit(parts, line, site, request.headers.origin);
            if (reason)
              showRejection(parts, site.key, {
                reason,
                line: line ?? `${kind}?${toQuery(request)}`,
              });
          }
          if (reason) reply.header('x-rejected', reason);
          return reply.header('cache-control', 'no-store').type('image/gif').send(GIF);
        },
      });
    }
};
