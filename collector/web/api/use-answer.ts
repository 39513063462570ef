import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Problem, request } from './request.js';

/** After this long a wait deserves a word. */
const SLOW_MILLISECONDS = 300;

/** A read of the API that follows its path; the last value stays while the next one loads. */
export interface Loaded<T> {
  value: T | null;
  problem: Problem | null;
  loading: boolean;
  slow: boolean;
  retry: () => void;
}

/** Reads a path of the API whenever it changes, and drops what comes too late. */
export const useAnswer = <T>(path: string | null): Loaded<T> => {
  const [state, setState] = useState<Omit<Loaded<T>, 'retry'>>({
    value: null,
    problem: null,
    loading: path !== null,
    slow: false,
  });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);

  // Another attempt reads the same path again.
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    setState((before) => ({ ...before, problem: null, loading: true, slow: false }));
    const slow = setTimeout(
      () => setState((before) => ({ ...before, slow: true })),
      SLOW_MILLISECONDS,
    );
    request<T>(path, { signal: abort.signal })
      .then((answer) =>
        setState((before) => ({
          value: 'value' in answer ? answer.value : before.value,
          problem: 'problem' in answer ? answer.problem : null,
          loading: false,
          slow: false,
        })),
      )
      .catch((error) => {
        if (!abort.signal.aborted) throw error;
      })
      .finally(() => clearTimeout(slow));
    return () => {
      clearTimeout(slow);
      abort.abort();
    };
  }, [path, attempt]);

  return { ...state, retry };
};
