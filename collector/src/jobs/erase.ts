import { setTimeout as wait } from 'node:timers/promises';
import { HIT_ID } from 'kmq/wire';
import { ApiError } from '../errors.js';
import type { LogRecord } from '../ingest/record.js';
import { toSameness } from '../ingest/same-hit.js';
import { scanSegment } from '../ingest/scan.js';
import { createSeen } from '../ingest/seen.js';
import { readBackups } from '../store/backups.js';
import { createErasure, type Erasure } from './erasure.js';
import type { EraseJob, KeptJobs } from './kept.js';
import type { JobParts } from './parts.js';
import { readSealed, rewriteSegments } from './rewrite.js';

const LOOK_MS = 20;
/** Reports that are further behind do not know who is one person. */
const PATIENCE_MS = 10_000;

type Running = EraseJob & { identities: string[]; seq?: number };

/** Counts what goes: each hit once, and every record that holds one of them or a word about a link. */
const createTally = () => {
  const seen = createSeen();
  const repeatable: string[] = [];
  const tally = { hits: 0, records: 0 };
  return {
    tally,
    repeatable,
    see(record: LogRecord) {
      tally.records++;
      if (record.type !== 'hit') return;
      const sameness = toSameness(record);
      if (sameness === null || seen.add(sameness)) tally.hits++;
      const id = record.fields.some(([name]) => name === HIT_ID);
      if (sameness !== null && id) repeatable.push(sameness);
    },
  };
};

const waitUntilRead = async ({ engine, log }: JobParts): Promise<void> => {
  const seq = log.syncedSeq();
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const status = await engine.status();
    if (status.ready && status.seq >= seq) return;
    await wait(LOOK_MS);
  }
  throw new ApiError('reports_not_ready', { retryAfter: 5 });
};

const createErasureOf = (
  { store }: JobParts,
  site: string,
  identities: readonly string[],
): Erasure =>
  createErasure(
    site,
    identities,
    store.sites.find(site) ?? { foldEmails: true, anonymousShape: true },
  );

/** Reads the whole log for what belongs to somebody. */
const countAll = async ({ createReader, log }: JobParts, erasure: Erasure) => {
  const { tally, see } = createTally();
  for await (const records of createReader()(0, log.syncedSeq()))
    for (const record of records) if (erasure.takes(record)) see(record);
  return tally;
};

/** Reads the sealed part of the log again, bytes that are no record included. */
const prove = async ({ logFolder }: JobParts, erasure: Erasure, upToSeq: number) => {
  let recordsLeft = 0;
  let mentionedByOthers = 0;
  for (const { path } of await readSealed(logFolder, upToSeq))
    for await (const stretch of scanSegment(path)) {
      if ('damaged' in stretch) recordsLeft += Number(erasure.mentions(stretch.damaged.toString()));
      else
        for (const record of stretch.records)
          if (erasure.takes(record)) recordsLeft++;
          else if (erasure.mentions(JSON.stringify(record))) mentionedByOthers++;
    }
  return { recordsLeft, mentionedByOthers };
};

/** Does what is left to do; after a crash the same again changes nothing that is done. */
export const runErase = async (parts: JobParts, jobs: KeptJobs, job: Running): Promise<void> => {
  const { log, logFolder, upkeep, renewEngine, live, store, clock, data } = parts;
  const { site, identities } = job;
  const erasure = createErasureOf(parts, site, identities);
  job.seq ??= await log.append([{ type: 'erase', v: 1, site, received: clock(), job: job.id }]);
  await jobs.save(job);
  const upToSeq = job.seq;
  await log.seal();
  const { tally, repeatable, see } = createTally();
  // Nothing reads the log for the engine while positions in its files move.
  await renewEngine(() =>
    upkeep.rewrite(async () => {
      await rewriteSegments(logFolder, { erasure, upToSeq, see });
      await store.erased.add(repeatable);
    }),
  );
  live.forget(site);
  // A run that a crash cut off has counted what it had done.
  const erased = {
    hits: Math.max(tally.hits, job.erased.hits),
    identities: identities.length,
  };
  const proof = {
    upToSeq,
    ...(await prove(parts, erasure, upToSeq)),
    reportsRebuilt: true,
    notCovered: await readBackups(data),
  };
  const { identities: _identities, seq: _seq, problem: _problem, ...told } = job;
  const finished = new Date(clock()).toISOString();
  const state = proof.recordsLeft ? ('failed' as const) : ('done' as const);
  // Who it was is forgotten with everything else.
  for (const name of ['identities', 'seq', 'problem'] as const)
    delete (job as Partial<Running>)[name];
  await jobs.save(Object.assign(job, told, { state, erased, proof, finished }));
};

/** Begins to erase the person who has an identity, or tells what would go. */
export const startErase = async (
  parts: JobParts,
  jobs: KeptJobs,
  { site, identity, dryRun }: { site: string; identity: string; dryRun: boolean },
): Promise<Running | EraseJob> => {
  await waitUntilRead(parts);
  const person = await parts.engine.person(site, { identity });
  const identities = person?.identities.map((each) => each.identity) ?? [identity];
  const found = await countAll(parts, createErasureOf(parts, site, identities));
  if (!found.records) throw new ApiError('unknown_person');
  const told = {
    kind: 'erase' as const,
    site,
    created: new Date(parts.clock()).toISOString(),
    dryRun,
  };
  const none = { hits: 0, identities: 0 };
  if (dryRun) {
    const would = { ...found, identities };
    const job = { ...told, state: 'done' as const, erased: none, would };
    // It holds identities, and is worth nothing tomorrow.
    return jobs.add<EraseJob>(job, false);
  }
  return jobs.add<Running>({
    ...told,
    state: 'running' as const,
    erased: { hits: found.hits, identities: identities.length },
    identities,
  });
};
