import { ApiError } from '../../errors.js';
import { encodeHit, RECENT_HITS } from '../../live/live.js';
import { type Hiding, hidePeople } from '../../team/pseudonyms.js';
import { watchGrant } from '../access/access.js';
import { readParameter } from '../http/query.js';
import type { Routes } from '../parts.js';

/** Bytes that can wait for a slow watcher; beyond that, hits are only counted. */
const WAITING_BYTES = 256 * 1024;
/** Proxies close a connection that is silent for a minute. */
const HEARTBEAT_MS = 15_000;

const parseCount = (text = '0'): number => {
  if (/^\d{1,4}$/.test(text)) return Math.min(Number(text), RECENT_HITS);
  const message = `"recent" must be a number from 0 to ${RECENT_HITS}.`;
  throw new ApiError('invalid_request', { field: 'recent', message });
};

/** Events without identities. */
const hideEvents = (events: string, hiding: Hiding): string =>
  events.replace(
    /^data: (.*)$/gm,
    (_, data) => `data: ${JSON.stringify(hidePeople(JSON.parse(data), hiding))}`,
  );

/** `live`: a site's hits as they arrive, as server-sent events `hit`, `rejected` and `lost` (S13). */
export const liveRoutes: Routes = (app, parts) => {
  const { live } = parts;
  // A HEAD request would keep a stream open without a reader.
  const options = { exposeHeadRoute: false };
  app.get<{ Params: { key: string } }>('/live', options, async (request, reply) => {
    const { key } = request.params;
    const recent = parseCount(readParameter(request, 'recent'));
    const { hiding } = request;
    const { raw } = reply;
    let lost = 0;
    const stop = live.listen(key, {
      take({ bytes, count }) {
        // A token may have expired since.
        if (!grant.check()) return;
        if (raw.writableLength > WAITING_BYTES) lost += count;
        else {
          if (lost) raw.write(`event: lost\ndata: {"count":${lost}}\n\n`);
          lost = 0;
          raw.write(hiding ? hideEvents(bytes.toString(), hiding) : bytes);
        }
      },
      end: () => raw.end(),
    });
    if (!stop) throw new ApiError('too_many_streams', { retryAfter: 30 });
    const grant = watchGrant(parts, request, () => raw.end());
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value);
    reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Tells nginx to pass each event on at once.
      'x-accel-buffering': 'no',
    });
    raw.write(': watching\n\n');
    const shown = live.recent(key, recent).map(encodeHit).join('');
    if (shown) raw.write(hiding ? hideEvents(shown, hiding) : shown);

    const heartbeat = setInterval(() => {
      if (grant.check()) raw.write(':\n\n');
    }, HEARTBEAT_MS);
    raw.on('close', () => {
      clearInterval(heartbeat);
      grant.stop();
      stop();
    });
  });
};
