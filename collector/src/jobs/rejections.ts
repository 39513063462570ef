import type { Rejection } from './kept.js';

const SHOWN_REJECTIONS = 100;

/** Counts the lines that cannot be taken, and keeps the first of them. */
export const createRejections = () => {
  const told = {
    rejected: 0,
    rejections: [] as Rejection[],
    reasons: {} as Record<string, number>,
  };
  return {
    told,
    add(rejection: Rejection): void {
      const { reason } = rejection;
      told.rejected++;
      told.reasons[reason] = (told.reasons[reason] ?? 0) + 1;
      if (told.rejections.length < SHOWN_REJECTIONS) told.rejections.push(rejection);
    },
  };
};
