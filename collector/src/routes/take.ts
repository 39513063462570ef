import { ApiError, type HitRejection, toRejectionMessage } from '../errors.js';
import type { Admitted } from '../ingest/admit.js';
import { toSameness } from '../ingest/same-hit.js';
import type { LiveHit } from '../live/live.js';
import type { Site } from '../store/site.js';
import type { Parts } from './parts.js';

/** A full disk or a queue is not gone at once. */
const RETRY_SECONDS = 5;

const toIso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const toLiveHit = ({ hit, draft }: Admitted, seq: number): LiveHit => ({
  seq,
  time: toIso(draft.time),
  received: toIso(draft.received),
  kind: hit.kind,
  ...(hit.name === undefined ? {} : { name: hit.name }),
  identity: hit.person,
  properties: hit.properties,
});

/** A repeat of a hit that was erased since is settled like any other repeat, and must not bring it back. */
const isErased = ({ erased }: Parts['store'], draft: Admitted['draft']): boolean => {
  const sameness = toSameness({ ...draft, seq: 0 });
  return sameness !== null && erased.has(sameness);
};

/** Puts hits of one site on disk, then shows them; when it returns, they are safe. */
export const takeHits = async (
  {
    log,
    live,
    counts,
    allowance,
    store,
  }: Pick<Parts, 'log' | 'live' | 'counts' | 'allowance' | 'store'>,
  { key: site, hitsPerSecond }: Site,
  sent: readonly Admitted[],
): Promise<void> => {
  const hits = store.erased.isEmpty() ? sent : sent.filter(({ draft }) => !isErased(store, draft));
  if (!hits.length) return;
  const wait = allowance.take(site, hits.length, hitsPerSecond);
  if (wait) {
    // The Kissmetrics protocol knows 503 only (W8).
    const code = hits[0]!.draft.via === 'batch' ? 'too_many_hits' : 'overloaded';
    throw new ApiError(code, { retryAfter: wait });
  }
  const drafts = hits.map(({ draft }) => draft);
  const firstSeq = await log.append(drafts).catch((cause) => {
    throw new ApiError('log_unavailable', { retryAfter: RETRY_SECONDS, cause });
  });
  counts.accept(site, hits.length, hits[0]!.draft.bot ? hits.length : 0);
  live.publish(site, hits.length, (index) => toLiveHit(hits[index]!, firstSeq + index));
};

/** Enough to recognise a hit by. */
const SHOWN_LENGTH = 300;

/** Shows a hit that was not taken to whoever watches the site. */
export const showRejection = (
  { live, clock, counts }: Pick<Parts, 'live' | 'clock' | 'counts'>,
  site: string,
  { reason, line }: { reason: HitRejection; line: string },
): void => {
  counts.reject(site, reason);
  live.reject(site, () => {
    const time = toIso(clock());
    const message = toRejectionMessage(reason);
    return { time, received: time, reason, message, line: line.slice(0, SHOWN_LENGTH) };
  });
};
