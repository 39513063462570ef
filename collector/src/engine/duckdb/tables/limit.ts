import type { DuckDBConnection } from '@duckdb/node-api';
import { engineFailure } from '../../failure.js';
import { REPORT_MILLISECONDS } from '../../limits.js';

/** A query that starts just after an interruption is interrupted by the next one. */
const INTERRUPT_MILLISECONDS = 50;

/** Runs work that a signal, or time, can stop. */
export const withLimit = async <Answer>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  let interrupting: NodeJS.Timeout | undefined;
  let late = false;
  const stop = () => {
    connection.interrupt();
    interrupting ??= setInterval(() => connection.interrupt(), INTERRUPT_MILLISECONDS);
  };
  const limit = setTimeout(() => {
    late = true;
    stop();
  }, REPORT_MILLISECONDS);
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    if (late)
      throw engineFailure(
        'report_too_slow',
        'The report took longer than 30 seconds; choose a shorter range, fewer steps or no breakdown.',
      );
    if (signal?.aborted)
      throw engineFailure('report_stopped', 'The client of this report disconnected.');
    throw error;
  } finally {
    clearTimeout(limit);
    clearInterval(interrupting);
    signal?.removeEventListener('abort', stop);
  }
};
