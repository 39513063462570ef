import { formatSitePath, request } from './request.js';
import type { LiveHit, LiveRejection } from './types.js';

/** How the stream stands: `lost` is being tried again. */
export type StreamState = 'connecting' | 'open' | 'lost';

export interface LiveListener {
  onHit: (hit: LiveHit) => void;
  onRejected: (rejection: LiveRejection) => void;
  /** So many were left out, because this page took them too slowly. */
  onLost?: (count: number) => void;
  onState?: (state: StreamState) => void;
}

/** Hits that the collector still has in memory and shows to a page that has just opened. */
const RECENT_HITS = 100;

/** A browser gives up for good on an answer that is not a stream, such as one during a restart. */
const REOPEN_MILLISECONDS = 3_000;

/** Follows a site's hits as they arrive; the answer stops it. */
export const watchLive = (site: string, { onHit, onRejected, onLost, onState }: LiveListener) => {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    source = new EventSource(formatSitePath(site, 'live', { recent: `${RECENT_HITS}` }));
    source.addEventListener('open', () => onState?.('open'));
    source.addEventListener('hit', (event) => onHit(JSON.parse(event.data)));
    source.addEventListener('rejected', (event) => onRejected(JSON.parse(event.data)));
    source.addEventListener('lost', (event) => onLost?.(JSON.parse(event.data).count));
    source.addEventListener('error', () => {
      onState?.('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      // The stream does not tell why it ended; this does, when it was for want of a session.
      void request('/api/session');
      timer = setTimeout(open, REOPEN_MILLISECONDS);
    });
  };

  onState?.('connecting');
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
};
