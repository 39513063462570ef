import { statfs } from 'node:fs/promises';
import type { DiskFloor } from '../config/values.js';

/** Bytes of a disk. */
export interface Free {
  free: number;
  size: number;
}

/** A gibibyte, or a twentieth of a small disk. */
export const DISK_FLOOR: DiskFloor = { bytes: 1024 ** 3, part: 0.05 };

/** Whose hits are taken while the disk fills up. */
export interface Space {
  /** Notes what a site wants to write; false where it has to wait until there is room. */
  admit(site: string, bytes: number): boolean;
  /** Nobody's hits are taken. */
  isFull(): boolean;
  /** Free bytes at the last check. */
  free(): number;
  /** How many sites have to wait. */
  waiting(): number;
  close(): void;
}

const LOOK_MS = 2_000;
/** While hits are refused, free space is checked often. */
const LOOK_AGAIN_MS = 200;
/** After so long what a site has sent counts half. */
const HALF_LIFE_MS = 10 * 60 * 1000;

export interface SpaceNeeds {
  folder: string;
  floor: DiskFloor;
  now: () => number;
  report: (message: string, facts: object) => void;
  read?: (folder: string) => Promise<Free>;
}

const readFree = async (folder: string): Promise<Free> => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize };
};

/** The noisiest sites, as few as send half of all. */
const findNoisiest = (noise: ReadonlyMap<string, number>): Set<string> => {
  const total = [...noise.values()].reduce((sum, bytes) => sum + bytes, 0);
  const noisiest = new Set<string>();
  let sum = 0;
  for (const [site, bytes] of [...noise].sort(([, a], [, b]) => b - a)) {
    if (sum >= total / 2) break;
    noisiest.add(site);
    sum += bytes;
  }
  return noisiest;
};

/**
 * Watches the disk of a folder. Below the floor the noisiest sites wait, so that the others go on; below half of it all
 * do, and reports keep the room that they need to work.
 */
export const watchSpace = async ({
  folder,
  floor,
  now,
  report,
  read = readFree,
}: SpaceNeeds): Promise<Space> => {
  const noise = new Map<string, number>();
  let noisiest = new Set<string>();
  let stage: 'room' | 'low' | 'full' = 'room';
  let free = Number.POSITIVE_INFINITY;
  let looked = 0;

  const fade = (milliseconds: number): void => {
    const part = 0.5 ** (milliseconds / HALF_LIFE_MS);
    for (const [site, bytes] of noise)
      if (bytes * part < 1) noise.delete(site);
      else noise.set(site, bytes * part);
  };

  const look = async (): Promise<void> => {
    const at = now();
    fade(Math.max(0, at - looked));
    looked = at;
    const found = await read(folder);
    free = found.free;
    const least = Math.min(floor.bytes, found.size * floor.part);
    const before = stage;
    stage = free >= least ? 'room' : free >= least / 2 ? 'low' : 'full';
    noisiest = stage === 'low' ? findNoisiest(noise) : new Set();
    if (stage !== before)
      report(
        {
          room: 'Disk space is available again: all hits are accepted.',
          low: 'The disk is nearly full: hits of the busiest sites are refused until space is free.',
          full: 'The disk is nearly full: all hits are refused until space is free.',
        }[stage],
        { free, least, sites: [...noisiest] },
      );
  };
  // A disk that does not tell is one to try.
  const lookSafely = () => look().catch(() => undefined);

  looked = now();
  await lookSafely();
  const timer = setInterval(lookSafely, LOOK_MS);
  timer.unref();
  return {
    admit(site, bytes) {
      noise.set(site, (noise.get(site) ?? 0) + bytes);
      if (stage === 'room') return true;
      if (now() - looked >= LOOK_AGAIN_MS) void lookSafely();
      return stage === 'low' && !noisiest.has(site);
    },
    isFull: () => stage === 'full',
    free: () => free,
    waiting: () => (stage === 'full' ? noise.size : noisiest.size),
    close: () => clearInterval(timer),
  };
};
