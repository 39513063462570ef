import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.js';
import { backup } from './backup.js';
import { MANIFEST } from './manifest.js';
import { becomeOwner, findOwner, giveTo } from './owner.js';
import { findData, Problem, prepareBackups } from './problem.js';

/** How often, in milliseconds, by the word that is said. */
const EVERY = { hour: 60 * 60 * 1000, day: 24 * 60 * 60 * 1000, week: 7 * 24 * 60 * 60 * 1000 };

/** After a backup that failed, as on a full disk, the next attempt does not wait for a day. */
const RETRY_MS = 5 * 60 * 1000;

/** A backup that this command has made: the moment in UTC, as a name that sorts. */
const NAME = /^kmq-\d{8}T\d{6}Z$/;

/** `2026-12-01T12:30:00.000Z` → `kmq-20261201T123000Z`. */
export const toBackupName = (now: number): string =>
  `kmq-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`;

/** Folders of this command's backups, oldest first, and whether each is finished. */
const readBackups = (folder: string): { path: string; finished: boolean }[] =>
  readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => join(folder, name))
    .map((path) => ({
      path,
      finished: lstatSync(join(path, MANIFEST), { throwIfNoEntry: false }) !== undefined,
    }));

/** Removes what an attempt that failed has left, and all but the last finished ones. Answers what it removed. */
export const removeOld = (folder: string, keep: number): string[] => {
  const backups = readBackups(folder);
  const finished = backups.filter((each) => each.finished);
  const kept = new Set(finished.slice(-keep));
  const removed = backups.filter((each) => !kept.has(each)).map(({ path }) => path);
  for (const path of removed) rmSync(path, { recursive: true, force: true });
  return removed;
};

/** What `backup` is told with `--every`. */
export interface Schedule {
  every: string;
  keep: string;
  to: string;
}

/** `backup --every day --keep 7 --to DIR`: makes a backup at once and then each day, until it is stopped. */
export const backupRepeatedly = async (
  config: Config,
  { every, keep, to }: Schedule,
  print: (text: string) => void,
): Promise<void> => {
  if (!Object.hasOwn(EVERY, every))
    throw new Problem([
      `--every is ${JSON.stringify(every)}; it takes ${Object.keys(EVERY).join(', ')}.`,
    ]);
  if (!/^[1-9]\d{0,3}$/.test(keep))
    throw new Problem([`--keep is ${JSON.stringify(keep)}; it takes a number from 1 to 9999.`]);
  findData(config.data);
  const folder = resolve(to);
  const made = prepareBackups(folder);
  const owner = findOwner(config.data);
  if (owner) for (const path of made) giveTo(path, owner);
  becomeOwner(config.data);
  for (;;) {
    const began = Date.now();
    let wait = EVERY[every as keyof typeof EVERY];
    try {
      print(await backup(config, join(folder, toBackupName(began))));
      for (const path of removeOld(folder, Number(keep))) print(`Removed ${path}.`);
      wait -= Date.now() - began;
    } catch (error) {
      print(`The backup failed: ${(error as Error).message} The next attempt is in 5 minutes.`);
      wait = RETRY_MS;
    }
    await sleep(Math.max(0, wait));
  }
};
