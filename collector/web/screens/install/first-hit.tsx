import { useEffect, useState } from 'preact/hooks';
import { watchLive } from '../../api/live-stream.js';
import { formatSitePath } from '../../api/request.js';
import type { LiveHit, LiveRejection, PeopleList } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { formatFindHref, formatHref } from '../../routes.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatClock, formatMoment } from '../../text/format.js';
import { formatArrival } from './arrival.js';

/** Waits for the first hit and turns green when it is there. */
export const FirstHit = () => {
  const { key, demoShop } = useSite();
  const timeZone = useTimeZone();
  const [hit, setHit] = useState<LiveHit | null>(null);
  const [rejection, setRejection] = useState<LiveRejection | null>(null);
  const { value } = useAnswer<PeopleList>(
    formatSitePath(key, 'people', { sort: '-lastSeen', limit: '1' }),
  );

  useEffect(() => watchLive(key, { onHit: setHit, onRejected: setRejection }), [key]);

  const earlier = value?.people[0];
  return (
    <div class={hit || earlier ? 'card first-hit arrived' : 'card first-hit'} role="status">
      {hit ? (
        <p>
          <strong>Hits arrive.</strong> {formatArrival(hit)} came at{' '}
          {formatClock(hit.received ?? hit.time, timeZone)}.{' '}
          <a href={formatFindHref(key, hit.identity)}>See who</a> or{' '}
          <a href={formatHref(key, 'live')}>watch live</a>.
        </p>
      ) : earlier ? (
        <p>
          <strong>Hits arrive.</strong> The last person was seen{' '}
          {formatMoment(earlier.lastSeen, timeZone)}.{' '}
          <a href={formatHref(key, 'live')}>Watch live</a>.
        </p>
      ) : (
        <p>
          <strong>Waiting for the first hit.</strong> Open a page that has the snippet
          {demoShop && (
            <>
              , or the{' '}
              <a href={demoShop} target="_blank" rel="noreferrer">
                demo shop
              </a>
            </>
          )}
          ; this line turns green automatically.
        </p>
      )}
      {rejection && !hit && (
        <p class="reason">
          A hit was rejected at {formatClock(rejection.time, timeZone)}: {rejection.message}
        </p>
      )}
    </div>
  );
};
