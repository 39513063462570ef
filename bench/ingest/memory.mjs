// What processes and folders take; processes on Linux only.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Most memory that a process ever had, in bytes. @param {number} pid */
export const readPeak = (pid) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Processor time of a process until now, in seconds of hundred ticks. @param {number} pid */
export const readProcessorSeconds = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // What follows the name, which may hold anything, in brackets: user and system time are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** The engine's process, by its program: the collector may have other children. @param {number} pid */
export const findEngine = (pid) =>
  Number(
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .find((child) =>
        readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('engine/process/worker'),
      ),
  );

/** Bytes of all files of a folder. @param {string} folder */
export const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);

/** @param {number} bytes */
export const toMegabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Numbers in order → one of them by its share of those below, and the largest. @param {number[]} sorted */
export const summarize = (sorted) => {
  const at = (/** @type {number} */ share) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0 };
};
