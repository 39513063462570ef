import type { ChildProcess } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';

/** Nice value above ours, of at most 19: a thirtieth of the processor time when the process that accepts hits needs all of it. */
const NICE_ABOVE_OURS = 15;

/**
 * Gives a process that was just started only the processor time that hits leave over. The process cannot do this itself:
 * it has a dozen threads before its first line runs, and only threads that start later get its priority.
 */
export const lowerPriority = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) setPriority(pid, Math.min(19, getPriority() + NICE_ABOVE_OURS));
  } catch {
    // It has ended already; its exit is handled elsewhere.
  }
};
