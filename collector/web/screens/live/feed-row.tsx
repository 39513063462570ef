import type { LiveHit, LiveRejection } from '../../api/types.js';
import { KindMark } from '../../parts/kind-mark.js';
import { PropertyLine } from '../../parts/property-line.js';
import { formatFindHref } from '../../routes.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatClock, formatCount } from '../../text/format.js';
import { formatIdentity } from '../../text/shown-identity.js';
import type { Acquaintances } from './acquaintances.js';
import type { Row } from './feed.js';

/** One row of the stream: a hit leads to its person, a rejected one says why. */
export const FeedRow = ({ row, acquaintances }: { row: Row; acquaintances: Acquaintances }) => {
  if (row.type === 'hit') return <HitRow hit={row.hit} acquaintances={acquaintances} />;
  if (row.type === 'rejected') return <RejectedRow rejection={row.rejection} />;
  return <li class="feed-more soft">and {formatCount(row.count)} more in this second</li>;
};

const HitRow = ({ hit, acquaintances }: { hit: LiveHit; acquaintances: Acquaintances }) => {
  const { key } = useSite();
  const person = acquaintances.call(hit.identity);
  return (
    <li>
      <a class="feed-row" href={formatFindHref(key, hit.identity)}>
        <Clock iso={hit.time} />
        <KindMark kind={hit.kind} />
        <span class="feed-what">
          <span class="feed-text">
            <HitText hit={hit} />
          </span>
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

const HitText = ({ hit }: { hit: LiveHit }) =>
  hit.kind === 'alias' ? (
    <>
      <b>{formatIdentity(hit.identity)}</b> and <b>{formatIdentity(hit.name ?? '')}</b> are one
      person
    </>
  ) : (
    <>
      {hit.name && <b>{hit.name}</b>}
      <PropertyLine properties={hit.properties} />
    </>
  );

const RejectedRow = ({ rejection }: { rejection: LiveRejection }) => (
  <li>
    <div class="feed-row feed-rejected">
      <Clock iso={rejection.time} />
      <KindMark kind="rejected" />
      <span class="feed-what">
        <span class="reason">{rejection.message}</span>{' '}
        {rejection.line && <code class="soft">{rejection.line}</code>}
      </span>
    </div>
  </li>
);

const Clock = ({ iso }: { iso: string }) => (
  <time class="feed-time" dateTime={iso}>
    {formatClock(iso, useTimeZone())}
  </time>
);
