import { type BatchAnswer, isReceipt } from '../wire/batch.js';
import type { Answer } from './post.js';

/**
 * What an answer to so many lines means (W11, D6). `settled`: forget them. `halve`: try fewer. `drop`: this one line is
 * never taken. `refused`: the sender is not known, or the address is wrong. `unreadable`: nobody knows, perhaps a proxy
 * finds the batch too large, perhaps one line is poison. `later`: the collector asks for time, or fails.
 */
export type Verdict =
  | { means: 'settled'; receipt: BatchAnswer }
  | { means: 'halve' | 'drop' | 'refused' | 'unreadable' | 'later' };

const LATER = [408, 425, 429];

/** Reads an answer to a batch of so many lines. */
export const toVerdict = ({ status, json }: Answer, lines: number): Verdict => {
  if (status >= 200 && status < 300 && isReceipt(json, lines))
    return { means: 'settled', receipt: json };
  if (status === 400 || status === 413) {
    if (lines > 1) return { means: 'halve' };
    const isTheCollectors = !!(json as { error?: unknown } | undefined)?.error;
    return { means: isTheCollectors ? 'drop' : 'unreadable' };
  }
  if (status < 400) return { means: 'unreadable' };
  return { means: status >= 500 || LATER.includes(status) ? 'later' : 'refused' };
};
