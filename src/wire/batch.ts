import type { Rejection } from './decode.js';

/** Browsers allow 64 KiB of keepalive bodies in flight per page; the rest is room for other trackers. */
export const BATCH_BYTES = 60_000;

/** The collector's answer to a batch. `line` counts from 0. */
export interface BatchAnswer {
  accepted: number;
  rejected: { line: number; reason: Rejection }[];
}

/** Lines as the body of one batch. */
export const encodeBatch = (lines: readonly string[]): string => lines.join('\n');

/** The lines of a batch body; a line feed at the end opens no further line. */
export const decodeBatch = (body: string): string[] =>
  body.includes('\r')
    ? body.replace(/\r?\n$/, '').split(/\r?\n/)
    : // A text splits five times as fast as an expression.
      body.replace(/\n$/, '').split('\n');

/** Whether an answer is a receipt: it accounts for every line that was sent. */
export const isReceipt = (answer: unknown, lines: number): answer is BatchAnswer => {
  const { accepted, rejected } = (answer ?? {}) as Partial<BatchAnswer>;
  return Array.isArray(rejected) && (accepted as number) + rejected.length === lines;
};
