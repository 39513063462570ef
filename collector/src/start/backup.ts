import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Config } from '../config.js';
import { readBytes } from '../ingest/log/bytes.js';
import { createLog } from '../ingest/log/log.js';
import { scanSegment } from '../ingest/log/scan.js';
import {
  formatSegmentPath,
  otherPathOf,
  readSegments,
  type Segment,
} from '../ingest/log/segments.js';
import { addBackup } from '../store/backups.js';
import { claimFolder, readRunning } from '../store/claim.js';
import type { Manifest } from './manifest.js';
import { becomeOwner, findOwner, giveTo } from './owner.js';
import { findData, Problem, prepareFolder, prepareTarget, toClaimProblem } from './problem.js';
import { askRunning } from './running.js';
import { openS3 } from './s3.js';
import { isS3 } from './s3-problem.js';
import { type BackupFile, MANIFEST, openFolder, readFileOf, type Storage } from './storage.js';

/** Everything that cannot be made from something else. Sessions, links to sign in and the engine can. */
const METADATA =
  /^((sites|populations|lists|sources|reports|notes|dismissals|catalogue|properties)\/[^/]+\.json|scripts\/[^/]+\.js|erased\/[^/]+|audit\/[^/]+|(company|tokens|users|pseudonyms|shares|server-keys|drops|erased|deleted|format)\.json)$/;

/** Where the log is, as whoever writes it says. */
export interface LogState {
  syncedSeq: number;
  /** How often segments were written anew; odd while that happens. */
  rewrites: number;
}

const copySealed = async (target: Storage, { path }: Segment): Promise<BackupFile> => {
  try {
    return await target.write(`log/${basename(path)}`, await readFileOf(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // It was packed since it was listed.
    const other = otherPathOf(path);
    return target.write(`log/${basename(other)}`, await readFileOf(other));
  }
};

/** Bytes of a segment up to the end of a position: what follows was not acknowledged when the backup began. */
async function* readUpTo(path: string, upToSeq: number): AsyncGenerator<Buffer> {
  let end = 0;
  for await (const stretch of scanSegment(path)) {
    if ('damaged' in stretch) continue;
    const beyond = stretch.records.findIndex(({ seq }) => seq > upToSeq);
    const last = beyond < 0 ? stretch.records.length : beyond;
    if (last) end = stretch.ends[last - 1]!;
    if (beyond >= 0) break;
  }
  let at = 0;
  for await (const chunk of readBytes(path, 0)) {
    if (at < end) yield chunk.subarray(0, end - at);
    at += chunk.length;
    if (at >= end) return;
  }
}

const copyLog = async (data: string, target: Storage, upToSeq: number): Promise<BackupFile[]> => {
  const segments = (await readSegments(join(data, 'log'))).filter(
    ({ firstSeq }) => firstSeq <= upToSeq,
  );
  const files: BackupFile[] = [];
  for (const segment of segments.slice(0, -1)) files.push(await copySealed(target, segment));
  const last = segments.at(-1);
  if (last) {
    const path = relative(data, formatSegmentPath(join(data, 'log'), last.firstSeq));
    files.push(await target.write(path, readUpTo(last.path, upToSeq)));
  }
  return files;
};

const copyMetadata = async (data: string, target: Storage): Promise<BackupFile[]> => {
  const names = await readdir(data, { recursive: true });
  const files: BackupFile[] = [];
  for (const name of names.filter((path) => METADATA.test(path)).sort())
    files.push(await target.write(name, await readFileOf(join(data, name))));
  return files;
};

/** Copies what is there; throws nothing away but its own unfinished attempt. */
const copy = async (
  data: string,
  target: Storage,
  readState: () => Promise<LogState>,
): Promise<Manifest> => {
  for (;;) {
    const before = await readState();
    const files = [
      ...(await copyLog(data, target, before.syncedSeq)),
      ...(await copyMetadata(data, target)),
    ];
    const after = await readState();
    if (before.rewrites % 2 === 0 && after.rewrites === before.rewrites) {
      const { syncedSeq } = before;
      return { format: 1, made: new Date().toISOString(), syncedSeq, files };
    }
    // A person was erased meanwhile: half of the copy may still hold them.
    await target.clear();
  }
};

/** Whoever writes the log says where it is; where nobody does, nobody may begin to. */
const withState = async <Done>(
  data: string,
  work: (readState: () => Promise<LogState>) => Promise<Done>,
): Promise<Done> => {
  if (readRunning(data)) {
    const { ask, end } = await askRunning(data);
    try {
      return await work(() => ask<LogState>('GET', '/api/log'));
    } finally {
      await end();
    }
  }
  const claim = claimFolder(data);
  if ('running' in claim) throw toClaimProblem(data, claim.running);
  try {
    const log = await createLog({ folder: join(data, 'log'), report: () => undefined });
    await log.close();
    return await work(async () => ({ syncedSeq: log.syncedSeq(), rewrites: 0 }));
  } finally {
    claim.release();
  }
};

/** Makes sure that a folder can take a backup, before root becomes the owner of the data. */
const openTarget = async (data: string, address: string): Promise<Storage> => {
  if (isS3(address)) return openS3(address);
  const folder = openFolder(address);
  const made = prepareTarget(folder.address);
  const owner = findOwner(data);
  if (owner) for (const path of made) giveTo(path, owner);
  return folder;
};

/** Everything up to one position, consistent, while hits come in, into an empty folder; what fails leaves nothing. */
export const backupInto = async ({ data }: Config, target: Storage): Promise<string> => {
  if (!(await target.isEmpty()))
    throw new Problem([`${target.address} is not empty; a backup takes a folder of its own.`]);
  let manifest: Manifest;
  try {
    manifest = await withState(data, (readState) => copy(data, target, readState));
    await target.write(MANIFEST, [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
  } catch (error) {
    // What went wrong is what is told; the rest has no manifest and goes with the next backup.
    await target.clear().catch(() => undefined);
    throw error;
  }
  const { made, syncedSeq, files } = manifest;
  await addBackup(data, { folder: target.address, made, syncedSeq });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `Backup up to position ${syncedSeq}: ${files.length} files, ${bytes} bytes, in ${target.address}.`;
};

/** `backup <folder>`: one backup, in a folder of this machine or of a bucket. */
export const backup = async (config: Config, address: string): Promise<string> => {
  const { data } = config;
  findData(data);
  const target = await openTarget(data, address);
  becomeOwner(data);
  prepareFolder(data);
  return backupInto(config, target);
};
