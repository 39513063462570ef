import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The process that works in a data folder. */
interface Running {
  pid: number;
  /** When the process started, in the system's own measure: its number is given again some day. */
  started: string;
  /** Where its app answers to people, once it does. */
  address?: string;
  /** Where it answers on this machine. */
  local?: string;
}

/** A claim on a folder. */
export interface Claim {
  /** Lets commands beside this process know where the app is. */
  tell(where: { address: string; local: string }): void;
  release(): void;
}

const pathOf = (data: string): string => join(data, 'running.json');

/** '' where the process is gone, or the system does not tell. */
const readStartTime = (pid: number): string => {
  try {
    // The name in brackets may hold spaces; behind it come the state and, as the 20th field, the start time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    // Killed, but its parent has not noticed: it does nothing any more.
    const isZombie = fields[0] === 'Z';
    return isZombie ? '' : (fields[19] ?? '');
  } catch {
    // No such process, or a system without /proc.
    return '';
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The collector that runs on a data folder, if one does. */
export const readRunning = (data: string): Running | undefined => {
  try {
    const running = JSON.parse(readFileSync(pathOf(data), 'utf8')) as Running;
    const isRunning = isAlive(running.pid) && readStartTime(running.pid) === running.started;
    return isRunning ? running : undefined;
  } catch {
    // Nobody has written there, or a crash cut it off.
    return undefined;
  }
};

/** Two collectors in one folder would write over each other's log: the second learns of the first. */
export const claimFolder = (data: string): Claim | { running: Running } => {
  const running = readRunning(data);
  if (running && running.pid !== process.pid) return { running };
  mkdirSync(data, { recursive: true });
  const own: Running = { pid: process.pid, started: readStartTime(process.pid) };
  const write = (rest: Partial<Running> = {}) =>
    writeFileSync(pathOf(data), JSON.stringify({ ...own, ...rest }));
  write();
  return {
    tell: write,
    release: () => rmSync(pathOf(data), { force: true }),
  };
};
