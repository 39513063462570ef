import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process number is given again some day; with its start time it is one process. '' where the system does not tell. */
const readStartTime = (pid: number): string => {
  try {
    // The name in brackets may hold spaces; the start time is the 20th field behind it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19] ?? '';
  } catch {
    // No such process, or a system without /proc.
    return '';
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Two collectors in one folder would write over each other's log. Answers the process that has it already. */
export const claimFolder = (data: string): { release: () => void } | { pid: number } => {
  const path = join(data, 'collector.pid');
  let pid = 0;
  let started = '';
  try {
    const [first = '', second = ''] = readFileSync(path, 'utf8').trim().split(' ');
    pid = Number(first);
    started = second;
  } catch {
    // Nobody has it.
  }
  if (pid && pid !== process.pid && isRunning(pid) && readStartTime(pid) === started)
    return { pid };
  writeFileSync(path, `${process.pid} ${readStartTime(process.pid)}\n`);
  return { release: () => rmSync(path, { force: true }) };
};
