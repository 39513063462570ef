import type { LogRecord } from '../ingest/record.js';
import { toSameness } from '../ingest/same-hit/same-hit.js';
import { createSeen, type Seen } from '../ingest/same-hit/seen.js';
import { normalizeIdentity } from '../people/identity.js';
import type { Site } from '../store/site.js';
import { identitiesOf } from './erasure.js';
import type { JobParts } from './parts.js';
import { rewriteSegments } from './rewrite.js';
import { removeBeside } from './rewrite-beside.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Every removal rewrites log files, so hits are removed a week at a time. */
const SLACK_DAYS = 7;

/** Hits before this moment, in Unix milliseconds, are past the retention period. */
export const findLimit = (days: number, now: number): number => now - days * DAY_MS;

/** A site that does not keep its hits for ever. */
interface Limit {
  site: Site;
  /** Hits before this may go, Unix milliseconds. */
  before: number;
}

type Limits = ReadonlyMap<string, Limit>;

const hashName = ({ site }: Limit, identity: string): string =>
  JSON.stringify([site.key, normalizeIdentity(identity, site)]);

const readLimits = ({ store, clock }: JobParts): Limits =>
  new Map(
    store.sites
      .list()
      .flatMap((site) =>
        site.retentionDays === null
          ? []
          : [[site.key, { site, before: findLimit(site.retentionDays, clock()) }]],
      ),
  );

/** The limit that a hit has outlived. */
const findOutlived = (limits: Limits, record: LogRecord): Limit | undefined => {
  if (record.type !== 'hit') return undefined;
  const limit = limits.get(record.site);
  return limit && record.time < limit.before ? limit : undefined;
};

/** Who was seen since, and whether something waits for longer than the slack. */
const look = async (
  { createReader }: JobParts,
  limits: Limits,
  upToSeq: number,
): Promise<{ since: Seen; isDue: boolean }> => {
  const since = createSeen();
  let isDue = false;
  for await (const records of createReader()(0, upToSeq))
    for (const record of records) {
      const limit = limits.get(record.site);
      if (record.type !== 'hit' || !limit) continue;
      if (record.time >= limit.before)
        for (const identity of identitiesOf(record)) since.add(hashName(limit, identity));
      else if (record.time < limit.before - SLACK_DAYS * DAY_MS) isDue = true;
    }
  return { since, isDue };
};

/**
 * Positions of hits that have outlived their limits, by site, in order: also of their repeats, which may have been told
 * another time. A link stays for as long as one of its identities is seen.
 */
const findExpired = async (
  { createReader }: JobParts,
  { limits, since, upToSeq }: { limits: Limits; since: Seen; upToSeq: number },
): Promise<Map<string, number[]>> => {
  const gone = createSeen();
  const found = new Map<string, number[]>();
  for await (const records of createReader()(0, upToSeq))
    for (const record of records) {
      if (record.type !== 'hit' || !limits.has(record.site)) continue;
      const sameness = toSameness(record);
      const limit = findOutlived(limits, record);
      const isKept = (one: Limit): boolean =>
        record.kind === 'a' &&
        identitiesOf(record).some((identity) => since.has(hashName(one, identity)));
      if (!(sameness !== null && gone.has(sameness)) && (!limit || isKept(limit))) continue;
      if (sameness !== null) gone.add(sameness);
      const own = found.get(record.site) ?? [];
      found.set(record.site, own);
      own.push(record.seq);
    }
  return found;
};

/** Whether sorted positions hold one. */
const includes = (seqs: readonly number[], seq: number): boolean => {
  let [low, high] = [0, seqs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (seqs[middle]! < seq) low = middle + 1;
    else high = middle;
  }
  return seqs[low] === seq;
};

/**
 * Removes the hits that sites do not want to keep any longer, from the log and from reports; answers how many of each
 * site. Whoever comes back is who they were.
 */
export const runRetention = async (parts: JobParts): Promise<Record<string, number>> => {
  const { log, logFolder } = parts;
  const limits = readLimits(parts);
  if (!limits.size) return {};
  const upToSeq = log.syncedSeq();
  const { since, isDue } = await look(parts, limits, upToSeq);
  if (!isDue) return {};

  const seqs = await findExpired(parts, { limits, since, upToSeq });
  const takes = ({ site, seq }: LogRecord): boolean => includes(seqs.get(site) ?? [], seq);
  await log.seal();
  // What cannot be read tells neither its age nor its site.
  const erasure = { takes, mentions: () => false };
  const leave = () => undefined;
  await removeBeside(parts, {
    ...{ upToSeq, seqs },
    rewrite: () => rewriteSegments(logFolder, { erasure, upToSeq, leave }),
  });
  for (const site of seqs.keys()) parts.live.forget(site);
  return Object.fromEntries([...seqs].map(([site, own]) => [site, own.length]));
};
