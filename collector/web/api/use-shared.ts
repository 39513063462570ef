import { useEffect, useState } from 'preact/hooks';
import { type Answer, request } from './request.js';

/** Several fields of a view ask for the same; what was sent meanwhile shows up at the next look. */
const KEPT_MILLISECONDS = 10_000;

const asked = new Map<string, Promise<Answer<unknown>>>();

const ask = (path: string): Promise<Answer<unknown>> => {
  const known = asked.get(path);
  if (known) return known;
  const answer = request<unknown>(path);
  asked.set(path, answer);
  setTimeout(() => asked.delete(path), KEPT_MILLISECONDS);
  return answer;
};

/** An answer that parts of a view share; null while it is not there, or without a path. */
export const useShared = <T>(path: string | null): T | null => {
  const [state, setState] = useState<{ path: string; value: T } | null>(null);
  useEffect(() => {
    let gone = false;
    if (path)
      void ask(path).then((answer) => {
        if (!gone && 'value' in answer) setState({ path, value: answer.value as T });
      });
    return () => {
      gone = true;
    };
  }, [path]);
  return state && state.path === path ? state.value : null;
};
