import { type BatchAnswer, isReceipt } from '../wire/batch.js';
import type { Answer } from './post.js';

/**
 * What the response to a batch means (W11, D6). `settled`: forget the lines. `halve`: retry with fewer. `drop`: this one
 * line is never accepted. `refused`: the key or the address is wrong. `unreadable`: not from the collector; a proxy may
 * find the batch too large, or one line may break it. `later`: the collector asks to wait, or fails.
 */
export type Verdict =
  | { means: 'settled'; receipt: BatchAnswer }
  | { means: 'halve' | 'drop' | 'refused' | 'unreadable' | 'later' };

const LATER = [408, 425, 429];

/** Reads the response to a batch of this many lines. */
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
