import { setTimeout as wait } from 'node:timers/promises';
import { ApiError } from '../errors.js';
import { scanSegment } from '../ingest/log/scan.js';
import type { LogRecord } from '../ingest/record.js';
import { toSameness } from '../ingest/same-hit/same-hit.js';
import { createSeen } from '../ingest/same-hit/seen.js';
import { normalizeIdentity } from '../people/identity.js';
import { readBackups } from '../store/backups.js';
import { countImportsThatMention, findSaved, prove } from './erase-proof.js';
import { createErasure, type Erasure, type PersonErasure } from './erasure.js';
import { createHitKeys } from './hit-keys.js';
import type { EraseJob, EraseProof, KeptJobs } from './kept.js';
import type { JobParts } from './parts.js';
import { readSealed, rewriteSegments } from './rewrite.js';
import { removeBeside } from './rewrite-beside.js';

const LOOK_MS = 20;
/** Reports that are further behind do not know who is one person. */
const PATIENCE_MS = 10_000;

type Running = EraseJob & { identities: string[]; seq?: number };

/** Counts what goes: each hit once, with all that a repeat would be known by, and every record that holds one. */
const createTally = (remember: (keys: readonly string[]) => void = () => undefined) => {
  const seen = createSeen();
  const toKeys = createHitKeys();
  const tally = { hits: 0, records: 0 };
  return {
    tally,
    see(record: LogRecord) {
      tally.records++;
      if (record.type !== 'hit') return;
      const sameness = toSameness(record);
      if (sameness !== null && !seen.add(sameness)) return;
      tally.hits++;
      remember(toKeys(record));
    },
  };
};

const waitUntilRead = async ({ engine, log }: JobParts, site: string): Promise<void> => {
  const seq = log.syncedSeq();
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const status = await engine.status(site);
    if (status.ready && status.seq >= seq) return;
    await wait(LOOK_MS);
  }
  throw new ApiError('reports_not_ready', { retryAfter: 5 });
};

const createErasureOf = (
  { store }: JobParts,
  site: string,
  identities: readonly string[],
): PersonErasure =>
  createErasure(
    site,
    identities,
    store.sites.find(site) ?? { foldEmails: true, anonymousShape: true },
  );

/** Counts the person's records in the whole log. */
const countAll = async ({ createReader, log }: JobParts, erasure: Erasure) => {
  const { tally, see } = createTally();
  for await (const records of createReader()(0, log.syncedSeq()))
    for (const record of records) if (erasure.takes(record)) see(record);
  return tally;
};

/**
 * Takes the person's records up to the erase record, and repeats of erased hits after it. Later hits with an old
 * cookie belong to a new person.
 */
const boundRecords = (
  { store }: JobParts,
  erasure: Erasure,
  { site, upToSeq }: { site: string; upToSeq: number },
): Erasure => ({
  ...erasure,
  takes(record) {
    if (record.seq <= upToSeq) return erasure.takes(record);
    const sameness = record.type === 'hit' && toSameness(record);
    return record.site === site && typeof sameness === 'string' && store.erased.has(site, sameness);
  },
});

/** Removes everything from the log; whatever was done before a crash stays done. */
const eraseFromLog = async (
  parts: JobParts,
  erasure: Erasure,
  { site, upToSeq }: { site: string; upToSeq: number },
): Promise<{
  hits: number;
  bounded: Erasure;
  lastSeq: number;
  reports: EraseProof['reports'];
}> => {
  const { log, logFolder, store } = parts;
  await log.seal();
  const seqs: number[] = [];
  let keys: string[] = [];
  const { tally, see } = createTally((found) => keys.push(...found));
  for (const { path } of await readSealed(logFolder, upToSeq))
    for await (const stretch of scanSegment(path)) {
      if ('records' in stretch)
        for (const record of stretch.records.filter(erasure.takes)) {
          if (record.seq > upToSeq) continue;
          see(record);
          seqs.push(record.seq);
        }
      if (keys.length) await store.erased.add(site, keys);
      keys = [];
    }
  // Behind what came before that was known.
  await log.seal();
  const lastSeq = log.syncedSeq();
  const bounded = boundRecords(parts, erasure, { site, upToSeq });
  const reports = await removeBeside(parts, {
    upToSeq: lastSeq,
    seqs: new Map([[site, seqs]]),
    rewrite: () => rewriteSegments(logFolder, { erasure: bounded, upToSeq: lastSeq }),
  });
  return { hits: tally.hits, bounded, lastSeq, reports };
};

/** Does the remaining work and verifies it; then the job forgets the identities. */
export const runErase = async (parts: JobParts, jobs: KeptJobs, job: Running): Promise<void> => {
  const { log, live, clock, data, store } = parts;
  const { identities, seq, problem: _problem, ...told } = job;
  const { site, id } = told;
  const upToSeq =
    seq ?? (await log.append([{ type: 'erase', v: 1, site, received: clock(), job: id }]));
  await jobs.save({ ...job, seq: upToSeq });
  const erasure = createErasureOf(parts, site, identities);
  const { hits, bounded, lastSeq, reports } = await eraseFromLog(parts, erasure, { site, upToSeq });
  live.forget(site);
  await store.populations.forgetPerson(site, erasure);
  const left = await store.populations.countMentions(site, erasure);
  const proof = {
    upToSeq,
    ...(await prove(parts, bounded, lastSeq)),
    reports,
    listed: left.listed,
    populationsMentioning: left.mentioned,
    importsWaiting: await countImportsThatMention(parts, erasure),
    saved: findSaved(parts, site, erasure),
    notCovered: await readBackups(data),
  };
  await jobs.save({
    ...told,
    state: proof.recordsLeft || proof.listed ? 'failed' : 'done',
    // A run that a crash cut off had counted before it began.
    erased: { hits: Math.max(hits, job.erased.hits), identities: identities.length },
    proof,
    finished: new Date(clock()).toISOString(),
  });
};

/** Whom to erase. */
export interface EraseRequest {
  site: string;
  identity: string;
  /** Only these of the person's identities; default: all. */
  identities?: readonly string[] | undefined;
  dryRun: boolean;
}

/** The chosen identities of a person, in the person's spelling. */
const choose = (
  { store }: JobParts,
  { site, identities: chosen }: EraseRequest,
  all: readonly string[],
): string[] => {
  if (!chosen) return [...all];
  const rules = store.sites.get(site);
  return chosen.map((one) => {
    const found = all.find(
      (each) => normalizeIdentity(each, rules) === normalizeIdentity(one, rules),
    );
    if (found !== undefined) return found;
    throw new ApiError('invalid_request', {
      field: 'identities',
      message: `"identities" contains “${one}”, which is not an identity of this person.`,
    });
  });
};

/** Starts to erase the person with an identity; a dry run only counts. */
export const startErase = async (
  parts: JobParts,
  jobs: KeptJobs,
  request: EraseRequest,
): Promise<Running | EraseJob> => {
  const { site, identity, dryRun } = request;
  await waitUntilRead(parts, site);
  const person = await parts.engine.person(site, { identity });
  const all = person?.identities.map((each) => each.identity) ?? [identity];
  const identities = choose(parts, request, all);
  const erasure = createErasureOf(parts, site, identities);
  const found = await countAll(parts, erasure);
  const { listed } = await parts.store.populations.countMentions(site, erasure);
  if (!found.records && !listed) throw new ApiError('unknown_person');
  const told = {
    kind: 'erase' as const,
    site,
    created: new Date(parts.clock()).toISOString(),
    dryRun,
  };
  const none = { hits: 0, identities: 0 };
  if (dryRun) {
    const links = (person?.links ?? []).filter(({ state }) => state === 'joined');
    const saved = findSaved(parts, site, erasure);
    const would = { ...found, identities, links, saved, listed };
    const job = { ...told, state: 'done' as const, erased: none, would };
    // It contains identities, and is useless after a restart.
    return jobs.add<EraseJob>(job, false);
  }
  return jobs.add<Running>({
    ...told,
    state: 'running' as const,
    erased: { hits: found.hits, identities: identities.length },
    identities,
  });
};
