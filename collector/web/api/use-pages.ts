import { useState } from 'preact/hooks';
import { type Problem, request } from './request.js';
import { type Loaded, useAnswer } from './use-answer.js';

/** A list that is read page by page; `more` is null at its end. */
export interface Pages<T> extends Loaded<T> {
  /** Pages after the first. */
  later: T[];
  more: (() => Promise<void>) | null;
  moreProblem: Problem | null;
}

interface Later<T> {
  path: string;
  pages: T[];
  problem: Problem | null;
}

const withCursor = (path: string, cursor: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ cursor })}`;

/** Reads the first page of a path, and the next ones when asked. */
export const usePages = <T extends { cursor: string | null }>(path: string): Pages<T> => {
  const first = useAnswer<T>(path);
  const [state, setState] = useState<Later<T>>({ path, pages: [], problem: null });
  // Pages of another path are those of another question.
  const current: Later<T> = state.path === path ? state : { path, pages: [], problem: null };
  const cursor = (current.pages.at(-1) ?? first.value)?.cursor ?? null;

  const more = async () => {
    if (cursor === null) return;
    const answer = await request<T>(withCursor(path, cursor));
    if ('problem' in answer) setState({ ...current, problem: answer.problem });
    else setState({ path, pages: [...current.pages, answer.value], problem: null });
  };

  return {
    ...first,
    later: current.pages,
    more: cursor === null || first.loading ? null : more,
    moreProblem: current.problem,
  };
};
