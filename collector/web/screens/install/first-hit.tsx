import { useEffect, useState } from 'preact/hooks';
import { watchLive } from '../../api/live-stream.js';
import { toSitePath } from '../../api/request.js';
import type { LiveHit, LiveRejection, PeopleList } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { toFindHref, toHref } from '../../routes.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { toClock, toMoment } from '../../text/format.js';
import { toArrival } from './arrival.js';

/** Waits for the first hit and turns green when it is there. */
export const FirstHit = () => {
  const { key, demoShop } = useSite();
  const timeZone = useTimeZone();
  const [hit, setHit] = useState<LiveHit | null>(null);
  const [rejection, setRejection] = useState<LiveRejection | null>(null);
  const { value } = useAnswer<PeopleList>(
    toSitePath(key, 'people', { sort: '-lastSeen', limit: '1' }),
  );

  useEffect(() => watchLive(key, { onHit: setHit, onRejected: setRejection }), [key]);

  const earlier = value?.people[0];
  return (
    <div class={hit || earlier ? 'card first-hit arrived' : 'card first-hit'} role="status">
      {hit ? (
        <p>
          <strong>Hits arrive.</strong> {toArrival(hit)} came at{' '}
          {toClock(hit.received ?? hit.time, timeZone)}.{' '}
          <a href={toFindHref(key, hit.identity)}>See who</a> or{' '}
          <a href={toHref(key, 'live')}>watch live</a>.
        </p>
      ) : earlier ? (
        <p>
          <strong>Hits arrive.</strong> The last person was seen{' '}
          {toMoment(earlier.lastSeen, timeZone)}. <a href={toHref(key, 'live')}>Watch live</a>.
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
          ; this line turns green by itself.
        </p>
      )}
      {rejection && !hit && (
        <p class="reason">
          A hit was turned away at {toClock(rejection.time, timeZone)}: {rejection.message}
        </p>
      )}
    </div>
  );
};
