import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** So often a batch fails before the record that it fails by is looked for. */
const FAILURES = 3;
/** A process may be killed for reasons of its own: that is believed less easily. */
const DEATHS = 6;

/** What the loader is at; kept in a file, for whoever comes after a process that died of it. */
interface Attempt {
  /** Position before the batch, and its last one. */
  from: number;
  upTo: number;
  /** How often loading failed in a row from there. */
  failures: number;
  /** Last position of a batch that failed: between `from` and this is the record to look for. */
  suspect: number | null;
}

/** Remembers what fails again and again, and closes in on the one record that is at fault. */
export interface Attempts {
  /** A batch begins. */
  begin(from: number, upTo: number): void;
  /** It failed by what it holds. Answers whether its one record is at fault. */
  fail(): boolean;
  /** Whether the record at a position is at fault, since processes died of it. */
  isDeadly(position: number): boolean;
  /** Whether what comes behind a position failed, and nothing else was tried since. */
  hasFailedAt(position: number): boolean;
  /** Where the next batch should end at the latest. */
  bound(position: number, target: number): number;
  /** Whether a batch is looked through at the moment. */
  isSearching(position: number): boolean;
  /** What was looked for is found. */
  found(): void;
  /** The process ends as it should. */
  end(): void;
}

const read = (path: string): Attempt | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Attempt;
  } catch {
    // There is none, or a crash cut it off: then nothing is known.
    return undefined;
  }
};

/** Opens what is remembered in a folder; without one, only this process is. */
export const openAttempts = (folder: string | undefined): Attempts => {
  const path = folder && join(folder, 'attempt.json');
  let attempt: Attempt = { from: -1, upTo: -1, failures: 0, suspect: null };
  let deaths = 0;
  const left = path ? read(path) : undefined;
  if (left) {
    // Whoever wrote it did not come to an end.
    attempt = { ...left, failures: left.failures + 1 };
    deaths = attempt.failures;
  }
  // No sync: a process that dies leaves what it has written, and a power cut is nobody's fault.
  const keep = () => path && writeFileSync(path, JSON.stringify(attempt));
  const narrow = () => {
    if (attempt.failures >= FAILURES || attempt.suspect !== null) attempt.suspect = attempt.upTo;
  };
  if (left) narrow();
  const isOne = () => attempt.upTo - attempt.from === 1;
  const isSearching = (position: number) => attempt.suspect !== null && position < attempt.suspect;

  return {
    begin(from, upTo) {
      if (from !== attempt.from) deaths = 0;
      const failures = from === attempt.from ? attempt.failures : 0;
      const suspect = isSearching(from) ? attempt.suspect : null;
      attempt = { from, upTo, failures, suspect };
      keep();
    },
    fail() {
      attempt.failures++;
      narrow();
      keep();
      return isOne() && attempt.failures >= FAILURES;
    },
    isDeadly: (position) => deaths >= DEATHS && isOne() && attempt.from === position,
    hasFailedAt: (position) => attempt.from === position && attempt.failures > 0,
    bound: (position, target) =>
      isSearching(position)
        ? Math.min(target, position + Math.ceil((attempt.suspect! - position) / 2))
        : target,
    isSearching,
    found() {
      attempt = { ...attempt, failures: 0, suspect: null };
      deaths = 0;
    },
    end: () => path && rmSync(path, { force: true }),
  };
};
