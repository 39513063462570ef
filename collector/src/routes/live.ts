import { ApiError } from '../errors.js';
import { RECENT_HITS } from '../live/live.js';
import type { Routes } from './parts.js';
import { readParameter } from './query.js';

/** What may wait for a slow watcher; beyond it, hits are counted instead. */
const WAITING_BYTES = 256 * 1024;
/** Proxies close a connection that is silent for a minute. */
const HEARTBEAT_MS = 15_000;

const toCount = (text = '0'): number => {
  if (/^\d{1,4}$/.test(text)) return Math.min(Number(text), RECENT_HITS);
  const message = `recent is a number up to ${RECENT_HITS}.`;
  throw new ApiError('invalid_request', { field: 'recent', message });
};

/** `live`: a site's hits as they arrive, as server-sent events `hit`, `rejected` and `lost` (S13). */
export const liveRoutes: Routes = (app, { live }) => {
  app.get<{ Params: { key: string } }>('/live', async (request, reply) => {
    const { key } = request.params;
    const recent = toCount(readParameter(request, 'recent'));
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value);
    reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Tells nginx to pass each event on at once.
      'x-accel-buffering': 'no',
    });

    let lost = 0;
    const write = (event: string, content: object, id?: number): void => {
      if (raw.writableLength > WAITING_BYTES) lost++;
      else {
        if (lost) raw.write(`event: lost\ndata: {"count":${lost}}\n\n`);
        lost = 0;
        const line = id === undefined ? '' : `id: ${id}\n`;
        raw.write(`event: ${event}\n${line}data: ${JSON.stringify(content)}\n\n`);
      }
    };

    raw.write(': watching\n\n');
    for (const hit of live.recent(key, recent)) write('hit', hit, hit.seq);
    const stop = live.listen(key, {
      take(entry) {
        if (entry.event === 'hit') write('hit', entry.hit, entry.hit.seq);
        else write('rejected', entry.rejected);
      },
      end: () => raw.end(),
    });
    const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
    raw.on('close', () => {
      clearInterval(heartbeat);
      stop();
    });
  });
};
