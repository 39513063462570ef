import type { Hit } from 'kmq/wire';

/** Within a minute, latency explains the difference: batches must not be reordered by it (W9). */
export const LATENCY_MS = 60_000;
/** The original client did not exist before (W13). */
export const EARLIEST_MS = Date.UTC(2009, 0, 1);
const AHEAD_MS = 60 * 60 * 1000;
/** An outbox keeps a hit for 30 days; a day more for clocks that drift (W13). */
const LATE_MS = 31 * 24 * 60 * 60 * 1000;

/** Why a time is replaced by that of the arrival (W13). */
export type Replacement = 'before_2009' | 'ahead' | 'late';

/** From here on a number is milliseconds since 1970, not seconds. */
const MILLISECONDS_FROM = 1e11;

/** How much later than by the sender's clock (`_s`, Unix seconds as text) a batch came, in milliseconds, where it tells. */
export const parseDifference = (sent: string | undefined, received: number): number | undefined => {
  const seconds = Number(sent?.trim() || Number.NaN);
  const isClock = seconds > 0 && seconds < MILLISECONDS_FROM;
  return isClock ? Math.round(received - seconds * 1000) : undefined;
};

/** How far a clock is behind ours → what to add to its times, in milliseconds. */
export const limitClockShift = (behind = 0): number => (Math.abs(behind) < LATENCY_MS ? 0 : behind);

const findReplacement = (
  corrected: number,
  received: number,
  timeGiven: boolean,
): Replacement | undefined => {
  if (corrected < EARLIEST_MS) return 'before_2009';
  if (corrected > received + AHEAD_MS) return 'ahead';
  return timeGiven || corrected >= received - LATE_MS ? undefined : 'late';
};

/**
 * The time of a hit that counts, in whole Unix milliseconds. `honoured`: the protocol counts the time as
 * sent even where the caller did not give it; `replaced` is told why a time does not count.
 */
export const correctTime = (
  { time, timeGiven = false }: Pick<Hit, 'time' | 'timeGiven'>,
  {
    received,
    shift,
    honoured,
    replaced,
  }: {
    received: number;
    shift: number;
    honoured: boolean;
    replaced?: (reason: Replacement) => void;
  },
): number => {
  if (time === undefined || !(timeGiven || honoured)) return received;
  const corrected = Math.round(time * 1000) + (timeGiven ? 0 : shift);
  const reason = findReplacement(corrected, received, timeGiven);
  if (!reason) return corrected;
  replaced?.(reason);
  return received;
};
