import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeHit, type Hit, toNormalHit } from 'kmq/wire';
import { ApiError } from '../errors.js';
import { admit } from '../ingest/admission/admit.js';
import { acceptHits } from '../routes/hits/accept-hits.js';
import { readAddress } from '../routes/http/address.js';
import { leaveBodies, readBody } from '../routes/http/body.js';
import type { Parts, Routes } from '../routes/parts.js';
import { isSameHash } from '../store/secrets.js';
import type { Source } from '../store/sources.js';
import { readStripeHits } from './stripe/hits.js';
import { findSignatureProblem } from './stripe/signature.js';
import { mapBody } from './webhook/hits.js';

/** Far above what services send about one thing that happened. */
const BODY_BYTES = 1024 * 1024;
/** A larger example is not kept; its mapping can be told all the same. */
const EXAMPLE_BYTES = 64 * 1024;
/** A source's last request is written at most so often. */
const LAST_RECEIVED_MS = 60_000;

/** What a body makes; a problem is shown beside the source and settles the body: sent again, it would be the same. */
interface Read {
  hits: Hit[];
  problem: string | null;
}

const SIGNATURES = {
  missing: 'The header Stripe-Signature is missing or unreadable.',
  wrong:
    'The signature is not that of this source: compare its signing secret with the one that Stripe shows for this endpoint.',
  old: 'The signature is older than five minutes: check the clock of this machine.',
} as const;

const readStripe = (
  { secret }: Source,
  {
    body,
    json,
    request,
    now,
  }: { body: Buffer; json: () => unknown; request: FastifyRequest; now: number },
): Read => {
  if (!secret) throw new ApiError('source_not_ready');
  const header = request.headers['stripe-signature'];
  const wrong = findSignatureProblem(String(header ?? ''), { body, secret, now });
  if (wrong) throw new ApiError('wrong_signature', { message: SIGNATURES[wrong] });
  const hits = readStripeHits(json());
  if (!hits) return { hits: [], problem: 'The body is no event of Stripe.' };
  const known = hits.filter(({ person }) => person);
  const isLost = known.length < hits.length;
  return {
    hits: known,
    problem: isLost ? 'It names neither an e-mail address nor a customer.' : null,
  };
};

const readWebhook = ({ mapping }: Source, json: unknown): Read => {
  if (!mapping) return { hits: [], problem: null };
  const mapped = mapBody(json, mapping);
  return 'hit' in mapped ? { hits: [mapped.hit], problem: null } : { hits: [], ...mapped };
};

const readJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString().replace(/^\ufeff/, ''));
  } catch {
    throw new ApiError('unreadable_json');
  }
};

const encode = (hit: Hit): string[] => {
  const normal = toNormalHit(hit);
  return normal ? [encodeHit(normal)] : [];
};

/** Records what a source has sent; when it returns, that is on disk. */
const record = async (
  parts: Parts,
  { site: key, reply, hits }: { site: string; reply: FastifyReply; hits: readonly Hit[] },
): Promise<number> => {
  const site = parts.store.sites.find(key)!;
  const { draft, replaced } = admit(hits.flatMap(encode), {
    ...{ site: key, via: 'batch', received: parts.clock(), isProven: true },
  });
  await acceptHits(parts, { site, sender: readAddress(reply.request) }, draft);
  parts.counts.replace(key, replaced);
  return draft.lines.length;
};

const findByToken = ({ sites, sources }: Parts['store'], site: string, token: string) =>
  sites.find(site) && sources.list(site).find((source) => isSameHash(source.token, token));

/** `POST /in/:key/:token`: what services tell a site, by the address that was made for them (S61). */
export const sourceRoutes: Routes = (app, parts) => {
  const { store, clock, received } = parts;
  leaveBodies(app);

  const noteReceipt = (site: string, source: Source, now: number): void => {
    if (now - Date.parse(source.lastReceived ?? '1970') < LAST_RECEIVED_MS) return;
    // A full disk must not keep hits from being taken; a later one tries again.
    store.sources
      .save(site, { ...source, lastReceived: new Date(now).toISOString() })
      .catch(() => undefined);
  };

  app.post<{ Params: { key: string; token: string } }>(
    '/in/:key/:token',
    async (request, reply) => {
      const { key, token } = request.params;
      const source = findByToken(store, key, token);
      if (!source) throw new ApiError('unknown_source');
      const body = await readBody(reply, BODY_BYTES);
      if (!body) throw new ApiError('body_too_large');
      const now = clock();
      const time = new Date(now).toISOString();
      const example = () =>
        source.kind === 'webhook' && body.length <= EXAMPLE_BYTES ? readJson(body) : null;
      try {
        const read =
          source.kind === 'stripe'
            ? readStripe(source, { body, json: () => readJson(body), request, now })
            : readWebhook(source, readJson(body));
        const recorded = read.hits.length
          ? await record(parts, { site: key, reply, hits: read.hits })
          : 0;
        received.add(source.id, { time, recorded, problem: read.problem, body: example() });
        noteReceipt(key, source, now);
        return { received: true, recorded, ...(read.problem && { problem: read.problem }) };
      } catch (error) {
        if (error instanceof ApiError)
          received.add(source.id, { time, recorded: 0, problem: error.message, body: null });
        throw error;
      }
    },
  );
};
