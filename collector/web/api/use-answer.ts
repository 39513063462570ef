import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { createPost, type Problem, request } from './request.js';

/** After this long a wait deserves a word. */
const SLOW_MILLISECONDS = 300;

/** A read of the API that follows its path; the last value stays while the next one loads. */
export interface Loaded<T> {
  value: T | null;
  problem: Problem | null;
  loading: boolean;
  slow: boolean;
  /** Somebody did not want to wait; `retry` asks again. */
  cancelled: boolean;
  retry: () => void;
  cancel: () => void;
}

/** Asks a path of the API whenever it or the question changes, and drops what comes too late. */
export const useAnswer = <T>(path: string | null, question?: object | null): Loaded<T> => {
  const [state, setState] = useState<Omit<Loaded<T>, 'retry' | 'cancel'>>({
    value: null,
    problem: null,
    loading: path !== null,
    slow: false,
    cancelled: false,
  });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const running = useRef<AbortController | null>(null);
  const cancel = useCallback(() => {
    running.current?.abort();
    setState((before) => ({ ...before, loading: false, slow: false, cancelled: true }));
  }, []);
  // Two questions are the same when they say the same.
  const asked = question && JSON.stringify(question);

  // Another attempt reads the same path again.
  useEffect(() => {
    if (path === null) {
      setState((before) => ({ ...before, problem: null, loading: false, slow: false }));
      return;
    }
    const abort = new AbortController();
    running.current = abort;
    setState((before) => ({
      ...before,
      problem: null,
      loading: true,
      slow: false,
      cancelled: false,
    }));
    const slow = setTimeout(
      () => setState((before) => ({ ...before, slow: true })),
      SLOW_MILLISECONDS,
    );
    abort.signal.addEventListener('abort', () => clearTimeout(slow));
    const init = asked ? createPost(JSON.parse(asked)) : {};
    request<T>(path, { ...init, signal: abort.signal })
      .then((answer) =>
        setState((before) => ({
          value: 'value' in answer ? answer.value : before.value,
          problem: 'problem' in answer ? answer.problem : null,
          loading: false,
          slow: false,
          cancelled: false,
        })),
      )
      .catch((error) => {
        if (!abort.signal.aborted) throw error;
      })
      .finally(() => clearTimeout(slow));
    return () => abort.abort();
  }, [path, asked, attempt]);

  return { ...state, retry, cancel };
};
