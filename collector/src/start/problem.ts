import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { checkFormat } from './format.js';
import { toOwnerAdvice } from './owner.js';
import { Problem } from './problem-error.js';

export { Problem };

const REASONS: Record<string, string> = {
  EEXIST: 'there is a file, not a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'this user is not allowed to read or write there',
  EPERM: 'this user is not allowed to read or write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'no folder can be created there',
};

/**
 * Makes a folder and those it lies in, for their owner alone: what they hold is about people. Node's own way of making
 * all of them never ends where the system refuses one as if the one above were missing, as below /proc. Answers those
 * that were made, the outermost first.
 */
const makeFolder = (path: string): string[] => {
  try {
    mkdirSync(path, { mode: 0o700 });
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return [];
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    const made = makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o700 });
    return [...made, path];
  }
};

/** Makes sure that a folder is there, can be written and is of a form that is known, before anything depends on it. */
export const prepareFolder = (data: string): void => {
  checkFormat(data);
  try {
    makeFolder(data);
    const probe = join(data, `.probe-${process.pid}`);
    writeFileSync(probe, 'written');
    rmSync(probe);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Problem([
      `The data folder ${data} cannot be used: ${REASONS[code] ?? message}.`,
      ...toOwnerAdvice(data),
      'Choose another with KMQ_DATA or --data.',
    ]);
  }
};

/** Makes sure that a collector has worked in a folder: of a mistyped one there is nothing to copy. */
export const findData = (data: string): void => {
  if (existsSync(join(data, 'log')) || existsSync(join(data, 'sites'))) return;
  throw new Problem([
    `${data} holds no data of a collector.`,
    'Choose the folder with KMQ_DATA or --data.',
  ]);
};

/** The folder in which backups lie one beside the other, made where it is missing; answers those that were made. */
export const prepareBackups = (folder: string): string[] => {
  try {
    return makeFolder(folder);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Problem([`${folder} cannot be used: ${REASONS[code] ?? message}.`]);
  }
};

/** The empty folder that a backup goes to, made where it is missing; answers the folders that are the backup's now. */
export const prepareTarget = (folder: string): string[] => {
  let holds: string[];
  let made: string[];
  try {
    made = makeFolder(folder);
    accessSync(folder, constants.W_OK);
    holds = readdirSync(folder);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Problem([`${folder} cannot be used: ${REASONS[code] ?? message}.`]);
  }
  if (holds.length)
    throw new Problem([`${folder} is not empty; a backup takes a folder of its own.`]);
  return made.length ? made : [folder];
};

/** What the system has refused, as a sentence; undefined where the error is none of these. */
export const toSystemProblem = ({ code = '', path }: NodeJS.ErrnoException): Problem | undefined =>
  path !== undefined && Object.hasOwn(REASONS, code) && code !== 'ENOENT'
    ? new Problem([
        `${path} cannot be used: ${REASONS[code]}.`,
        'kmq-collector doctor looks for what else is wrong.',
      ])
    : undefined;

/** Somebody else works in the folder. */
export const toClaimProblem = (
  data: string,
  { pid, address }: { pid: number; address?: string },
): Problem =>
  new Problem([
    `A collector already runs on the data folder ${data}${address ? `, at ${address}` : ''} (process ${pid}).`,
    'Use that one, stop it, or choose another folder with KMQ_DATA or --data.',
  ]);

/** Why a port could not be opened. */
export const toPortProblem = (
  error: NodeJS.ErrnoException,
  { host, port, setting, flag }: { host: string; port: number; setting: string; flag: string },
): Problem => {
  const choose = `choose another port with ${setting} or ${flag}.`;
  if (error.code === 'EADDRINUSE')
    return new Problem([
      `Port ${port} on ${host} is in use by another program.`,
      `Stop that program, or ${choose}`,
    ]);
  if (error.code === 'EACCES')
    return new Problem([
      `This user is not allowed to open port ${port} on ${host}.`,
      `Please ${choose}`,
    ]);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new Problem([
      `This machine has no address ${host}.`,
      'Choose another with KMQ_HOST or --host.',
    ]);
  return new Problem([`Port ${port} on ${host} cannot be opened: ${error.message}.`]);
};
