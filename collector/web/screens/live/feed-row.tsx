import type { LiveHit, LiveRejection } from '../../api/types.js';
import { KindMark } from '../../parts/kind-mark.js';
import { PropertyLine } from '../../parts/property-list.js';
import { toFindHref } from '../../routes.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { toClock, toCount } from '../../text/format.js';
import type { Acquaintances } from './acquaintances.js';
import type { Row } from './feed.js';

/** One row of the stream: a hit leads to its person, a rejected one says why. */
export const FeedRow = ({ row, acquaintances }: { row: Row; acquaintances: Acquaintances }) => {
  if (row.type === 'hit') return <HitRow hit={row.hit} acquaintances={acquaintances} />;
  if (row.type === 'rejected') return <RejectedRow rejection={row.rejection} />;
  return <li class="feed-more soft">and {toCount(row.count)} more in this second</li>;
};

const HitRow = ({ hit, acquaintances }: { hit: LiveHit; acquaintances: Acquaintances }) => {
  const { key } = useSite();
  const person = acquaintances.call(hit.identity);
  return (
    <li>
      <a class="feed-row" href={toFindHref(key, hit.identity)}>
        <Clock iso={hit.time} />
        <KindMark kind={hit.kind} />
        <span class="feed-what">
          {hit.kind === 'alias' ? (
            <span>
              <b>{acquaintances.call(hit.identity).name}</b> and{' '}
              <b>{acquaintances.call(hit.other ?? '').name}</b> are one person
            </span>
          ) : (
            <>
              {hit.name && <b class="feed-name">{hit.name}</b>}
              <PropertyLine properties={hit.properties} />
            </>
          )}
          {hit.warnings?.map((warning) => (
            <span key={warning} class="warning">
              ⚠ {warning}
            </span>
          ))}
        </span>
        <span class="feed-who">
          {person.name}
          {person.merged && <span class="tag">merged</span>}
        </span>
      </a>
    </li>
  );
};

const RejectedRow = ({ rejection }: { rejection: LiveRejection }) => (
  <li>
    <div class="feed-row">
      <Clock iso={rejection.received} />
      <KindMark kind="rejected" />
      <span class="feed-what">
        {rejection.name && <b class="feed-name">{rejection.name}</b>}
        <span class="reason">{rejection.reason}</span>
        {rejection.properties && <PropertyLine properties={rejection.properties} />}
      </span>
      <span class="feed-who">{rejection.identity}</span>
    </div>
  </li>
);

const Clock = ({ iso }: { iso: string }) => (
  <time class="feed-time" dateTime={iso}>
    {toClock(iso, useTimeZone())}
  </time>
);
