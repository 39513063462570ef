import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.js';
import { forgetBackups } from '../store/backups.js';
import { backupInto } from './backup.js';
import { becomeOwner, findOwner, giveTo } from './owner.js';
import { findData, Problem, prepareBackups, prepareFolder, toSystemProblem } from './problem.js';
import { openS3 } from './s3.js';
import { isS3 } from './s3-problem.js';
import { MANIFEST, openFolder, type Storage } from './storage.js';

/** How often, in milliseconds, by the word that is said. */
const EVERY = { hour: 60 * 60 * 1000, day: 24 * 60 * 60 * 1000, week: 7 * 24 * 60 * 60 * 1000 };

/** After a backup that failed, as on a full disk, the next attempt does not wait for a day. */
const RETRY_MS = 5 * 60 * 1000;

/** A backup that this command has made: the moment in UTC, as a name that sorts. */
const NAME = /^kmq-\d{8}T\d{6}Z$/;

/** `2026-12-01T12:30:00.000Z` → `kmq-20261201T123000Z`. */
export const toBackupName = (now: number): string =>
  `kmq-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`;

/** This command's backups, oldest first, and whether each is finished. */
export const listBackups = async (
  storage: Storage,
): Promise<{ backup: Storage; finished: boolean }[]> => {
  const names = (await storage.listFolders()).filter((name) => NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const backup = storage.below(name);
      return { backup, finished: await backup.has(MANIFEST) };
    }),
  );
};

/** Removes what an attempt that failed has left, and all but the last finished ones. Answers what it removed. */
export const removeOld = async (storage: Storage, keep: number): Promise<string[]> => {
  const backups = await listBackups(storage);
  const finished = backups.filter((each) => each.finished);
  const kept = new Set(finished.slice(-keep));
  const removed = backups.filter((each) => !kept.has(each));
  for (const { backup } of removed) await backup.remove();
  return removed.map(({ backup }) => backup.address);
};

/** What `backup` is told with `--to`. */
export interface Schedule {
  /** Undefined: one backup now. */
  every?: string | undefined;
  keep: string;
  to: string;
}

/** The folder in which backups lie one beside the other, ready to be written to by the owner of the data. */
const openStorage = async (data: string, to: string): Promise<Storage> => {
  if (isS3(to)) return openS3(to);
  const folder = openFolder(to);
  const made = prepareBackups(folder.address);
  const owner = findOwner(data);
  if (owner) for (const path of made) giveTo(path, owner);
  return folder;
};

/** `backup --to DIR`: makes a backup below a folder; with `--every day` at once and then each day, until it is stopped. */
export const backupBelow = async (
  config: Config,
  { every, keep, to }: Schedule,
  print: (text: string) => void,
): Promise<void> => {
  if (every !== undefined && !Object.hasOwn(EVERY, every))
    throw new Problem([
      `--every is ${JSON.stringify(every)}; it takes ${Object.keys(EVERY).join(', ')}.`,
    ]);
  if (!/^[1-9]\d{0,3}$/.test(keep))
    throw new Problem([`--keep is ${JSON.stringify(keep)}; it takes a number from 1 to 9999.`]);
  const { data } = config;
  findData(data);
  const storage = await openStorage(data, to);
  becomeOwner(data);
  prepareFolder(data);

  const make = async (began: number): Promise<void> => {
    print(await backupInto(config, storage.below(toBackupName(began))));
    const removed = await removeOld(storage, Number(keep));
    await forgetBackups(data, removed);
    for (const address of removed) print(`Removed ${address}.`);
  };
  if (every === undefined) return make(Date.now());
  for (;;) {
    const began = Date.now();
    let wait = EVERY[every as keyof typeof EVERY];
    try {
      await make(began);
      wait -= Date.now() - began;
    } catch (error) {
      const { message } = toSystemProblem(error as Error) ?? (error as Error);
      print(`The backup failed: ${message} The next attempt is in 5 minutes.`);
      wait = RETRY_MS;
    }
    await sleep(Math.max(0, wait));
  }
};
