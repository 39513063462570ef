import { type Decoded, decodeLine, type Hit } from 'kmq/wire';
import { ApiError, formatRejection, type HitRejection } from '../../errors.js';
import { formatSenderNetwork } from '../../ingest/admission/addresses.js';
import type { Admission } from '../../ingest/admission/admit.js';
import { expandRecord } from '../../ingest/log/expand.js';
import type { HitRecord } from '../../ingest/record.js';
import { toSameness } from '../../ingest/same-hit/same-hit.js';
import type { LiveHit } from '../../live/live.js';
import { BURST_SECONDS } from '../../store/rate-limit.js';
import type { Site } from '../../store/site.js';
import type { Parts } from '../parts.js';

/** A full disk or a queue is not gone at once. */
const RETRY_SECONDS = 5;
/** Freeing disk space takes a while. */
const ROOM_SECONDS = 30;

const formatIso = (milliseconds: number): string => new Date(milliseconds).toISOString();

type Hits = Admission['draft'];

const createLiveHit = ({ lines, offsets, received }: Hits, seq: number, index: number): LiveHit => {
  // It was admitted, so it decodes.
  const { hit } = decodeLine(lines[index]!) as Extract<Decoded, { hit: Hit }>;
  return {
    seq: seq + index,
    time: formatIso(received + offsets[index]!),
    received: formatIso(received),
    kind: hit.kind,
    ...(hit.name === undefined ? {} : { name: hit.name }),
    identity: hit.person,
    properties: hit.properties,
  };
};

/** A repeat of a hit that was erased since is settled like any other repeat, and must not bring it back. */
const withoutErased = ({ erased }: Parts['store'], draft: Hits): Hits => {
  if (erased.isEmpty(draft.site)) return draft;
  const stays = expandRecord({ ...draft, seq: 0 }).map((hit) => {
    const sameness = toSameness(hit as HitRecord);
    return sameness === null || !erased.has(draft.site, sameness);
  });
  const { proven } = draft;
  const places = stays.flatMap((isLeft, index) => (isLeft ? index : []));
  return {
    ...draft,
    lines: places.map((index) => draft.lines[index]!),
    offsets: places.map((index) => draft.offsets[index]!),
    ...(Array.isArray(proven) && {
      proven: places.flatMap((index, at) => (proven.includes(index) ? at : [])),
    }),
  };
};

/** What a sender is told that has to wait: the Kissmetrics protocol knows 503 only (W8). */
const refuse = (via: Hits['via'], wait: number, { hitsPerSecond }: Site): ApiError => {
  if (Number.isFinite(wait))
    return new ApiError(via === 'batch' ? 'too_many_hits' : 'overloaded', { retryAfter: wait });
  const most = hitsPerSecond && hitsPerSecond * BURST_SECONDS;
  return new ApiError('batch_above_limit', {
    ...(most && {
      message: `The site accepts at most ${most.toLocaleString('en')} hits at once; send the batch in parts.`,
    }),
  });
};

const countBytes = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length, 0);

/** Puts hits of one request on disk, in one record or several, then shows them; when it returns, they are safe. */
export const acceptHits = async (
  {
    log,
    live,
    counts,
    rateLimit,
    space,
    store,
  }: Pick<Parts, 'log' | 'live' | 'counts' | 'rateLimit' | 'space' | 'store'>,
  { site, sender }: { site: Site; sender: string },
  ...sent: Hits[]
): Promise<void> => {
  const drafts = sent.flatMap((each) => {
    const draft = withoutErased(store, each);
    return draft.lines.length ? draft : [];
  });
  const [first] = drafts;
  if (!first) return;
  const { key, hitsPerSecond } = site;
  const hits = drafts.reduce((sum, { lines }) => sum + lines.length, 0);
  const bytes = drafts.reduce((sum, { lines }) => sum + countBytes(lines), 0);
  if (space && !space.admit(key, bytes))
    throw new ApiError('disk_nearly_full', { retryAfter: ROOM_SECONDS });
  const wait = rateLimit.consume({
    site: key,
    sender: formatSenderNetwork(sender),
    hits,
    bytes,
    hitsPerSecond,
  });
  if (wait) throw refuse(first.via, wait, site);
  // It may have been deleted since the request came.
  if (!store.sites.find(key)) throw new ApiError('unknown_key');
  let seq: number;
  try {
    seq = await log.append(drafts);
  } catch (cause) {
    throw new ApiError('log_unavailable', { retryAfter: RETRY_SECONDS, cause });
  }
  for (const draft of drafts) {
    const firstSeq = seq;
    const count = draft.lines.length;
    counts.accept(key, count, draft.bot ? count : 0);
    live.publish(key, count, (index) => createLiveHit(draft, firstSeq, index));
    seq += count;
  }
};

/** Enough to recognise a hit by. */
const SHOWN_LENGTH = 300;

/** Shows a rejected hit in the live view of the site. */
export const showRejection = (
  { live, clock, counts }: Pick<Parts, 'live' | 'clock' | 'counts'>,
  site: string,
  { reason, line }: { reason: HitRejection; line: string },
): void => {
  counts.reject(site, reason);
  live.reject(site, () => {
    const time = formatIso(clock());
    const message = formatRejection(reason);
    return { time, received: time, reason, message, line: line.slice(0, SHOWN_LENGTH) };
  });
};
