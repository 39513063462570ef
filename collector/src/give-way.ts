import type { ChildProcess } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';

/** A thirtieth of the time of whoever takes hits, where that wants all of it; 19 is the most there is. */
const PATIENCE = 15;

/**
 * Lets a process that was started this moment have the time that hits leave over. Its threads are as patient only if
 * they begin later, so that it cannot do this itself: it has a dozen before its first line runs.
 */
export const giveWay = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) setPriority(pid, Math.min(19, getPriority() + PATIENCE));
  } catch {
    // It has ended already, which somebody else notices.
  }
};
