import { chownSync, type Dirent, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem-error.js';

/** Whose something is. */
export interface Owner {
  uid: number;
  gid: number;
  /** The account's name, or its number where the system knows none. */
  name: string;
}

const ROOT = 0;

/** The account of this process; undefined where the system has none, as on Windows. */
const readOwnUid = (): number | undefined => process.geteuid?.();

/** The name of an account, or its number. */
export const toName = (uid: number, accounts = '/etc/passwd'): string => {
  try {
    const line = readFileSync(accounts, 'utf8')
      .split('\n')
      .find((each) => each.split(':')[2] === String(uid));
    return line?.split(':')[0] || String(uid);
  } catch {
    // Accounts may come from elsewhere; the number is as good for chown.
    return String(uid);
  }
};

/** Whose a path is; undefined where it is missing, or in a folder into which this account may not look. */
const readOwner = (path: string): Owner | undefined => {
  try {
    const { uid, gid } = statSync(path);
    return { uid, gid, name: toName(uid) };
  } catch {
    return undefined;
  }
};

/**
 * Whose data a folder holds: that of the log, which the collector itself has made. A folder that is mounted may say
 * another owner than what lies in it.
 */
export const findOwner = (data: string): Owner | undefined =>
  readOwner(join(data, 'log')) ?? readOwner(data);

/** `chown` for everything in a folder. */
export const toChown = (folder: string, { uid, gid }: { uid: number; gid: number }): string =>
  `chown -R ${uid}:${gid} ${folder}`;

/** What helps an account that may not write in somebody else's folder; none where it is its own. */
export const toOwnerAdvice = (folder: string): string[] => {
  const owner = readOwner(folder);
  const uid = readOwnUid();
  if (!owner || uid === undefined || owner.uid === uid) return [];
  const own = { uid, gid: process.getegid!() };
  return [
    `It belongs to ${owner.name}. Run this as that user, or give the folder to this one (as root): ${toChown(folder, own)}`,
  ];
};

/** What a collector or a command that is no owner is told. */
const toForeignProblem = (data: string, owner: Owner): Problem => {
  const own = { uid: readOwnUid()!, gid: process.getegid!() };
  return new Problem([
    `The data in ${data} belongs to ${owner.name}, and this runs as ${toName(own.uid)}: what it writes there ${owner.name} could not read.`,
    `Run it as ${owner.name}: sudo -u ${owner.name.replace(/^(?=\d)/, '#')} kmq-collector …`,
    `Or give the data to ${toName(own.uid)} (as root): ${toChown(data, own)}`,
  ]);
};

const isEmpty = (folder: string): boolean => {
  try {
    return !readdirSync(folder).length;
  } catch {
    // Into which nobody but its owner may look.
    return false;
  }
};

/** Refuses to work on data of another account. A new volume may be the system's, and writable all the same. */
export const requireOwner = (data: string): void => {
  const owner = findOwner(data);
  const uid = readOwnUid();
  if (!owner || uid === undefined || owner.uid === uid) return;
  if (uid !== ROOT && isEmpty(data)) return;
  throw toForeignProblem(data, owner);
};

/** Root becomes the owner of the data for the rest of the process, so that all it writes is the owner's; others are refused. */
export const becomeOwner = (data: string): void => {
  const owner = findOwner(data);
  if (!owner || readOwnUid() !== ROOT) return requireOwner(data);
  if (owner.uid === ROOT) return;
  process.setgroups!([owner.gid]);
  process.setgid!(owner.gid);
  process.setuid!(owner.uid);
};

/** Everything below a folder, the folder first, without following links. */
export function* walk(folder: string): Generator<string> {
  yield folder;
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // What nobody may look into, as `lost+found` of a disk of its own, or what has just been removed.
    if (/^(EACCES|EPERM|ENOENT)$/.test((error as NodeJS.ErrnoException).code ?? '')) return;
    throw error;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

/** Root gives a folder with all that is in it to an account; nobody else can. */
export const giveTo = (folder: string, { uid, gid }: Owner): void => {
  if (readOwnUid() !== ROOT || uid === ROOT) return;
  for (const path of walk(folder)) if (!lstatSync(path).isSymbolicLink()) chownSync(path, uid, gid);
};

/** The account that restored data is for: the folder's, else the backup's, where root would only be the one who restores. */
export const findHeir = (...paths: string[]): Owner | undefined =>
  paths.flatMap((path) => readOwner(path) ?? []).find(({ uid }) => uid !== ROOT);
