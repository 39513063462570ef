import { type BatchAnswer, decodeBatch } from '../wire/batch.js';
import { type Decoded, decodeLine } from '../wire/decode.js';
import { KEY } from '../wire/fields.js';
import type { Hit } from '../wire/hit.js';
import type { Hits } from './matchers.js';

interface Route {
  request(): { method(): string; url(): string; postData(): string | null };
  fulfill(answer: { status: number; headers: Record<string, string>; body: string }): Promise<void>;
  fallback(): Promise<void>;
}

/** A page of Playwright, or a whole context with all its pages. */
export interface Routable {
  route(
    matches: (url: URL) => boolean,
    handle: (route: Route) => Promise<unknown>,
  ): Promise<unknown>;
}

/** What pages sent. */
export interface Watched extends Hits {
  hits: Hit[];
  arrive: true;
}

const HEADERS = { 'access-control-allow-origin': '*', 'content-type': 'application/json' };

/** Hits of a request, undefined where it is none of the client's. The unload line of the snippet has no hits yet. */
const readRequest = (request: ReturnType<Route['request']>): Decoded[] | undefined => {
  const url = new URL(request.url());
  const body = request.postData() ?? '';
  if (!url.searchParams.has(KEY)) return undefined;
  if (/\/[esa]$/.test(url.pathname))
    return [decodeLine(`${url.pathname.slice(-1)}${url.search || `?${body}`}`)];
  if (request.method() !== 'POST') return undefined;
  return body.startsWith('[') ? [] : decodeBatch(body).map(decodeLine);
};

/** Answers what pages send to an endpoint in the collector's place, and keeps the hits: each once. */
export const watchHits = async (pages: Routable, endpoint: string): Promise<Watched> => {
  const hits: Hit[] = [];
  const seen = new Set<string | undefined>();
  await pages.route(
    (url) => url.href.startsWith(endpoint),
    (route) => {
      const decoded = readRequest(route.request());
      if (!decoded) return route.fallback();
      const answer: BatchAnswer = { accepted: 0, rejected: [] };
      for (const [line, each] of decoded.entries())
        if ('rejected' in each) answer.rejected.push({ line, reason: each.rejected });
        else {
          answer.accepted++;
          if (!seen.has(each.hit.id) || !each.hit.id) hits.push(each.hit);
          seen.add(each.hit.id);
        }
      return route.fulfill({ status: 200, headers: HEADERS, body: JSON.stringify(answer) });
    },
  );
  return { hits, arrive: true };
};
