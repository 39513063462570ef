import { useState } from 'preact/hooks';
import { createPost, type Problem, request } from './request.js';
import { type Loaded, useAnswer } from './use-answer.js';

/** A list that is read page by page; `more` is null at its end. */
export interface Pages<T> extends Loaded<T> {
  /** Pages after the first. */
  later: T[];
  more: (() => Promise<void>) | null;
  moreProblem: Problem | null;
}

interface Later<T> {
  asked: string;
  pages: T[];
  problem: Problem | null;
}

const withCursor = (path: string, cursor: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ cursor })}`;

/** Asks for one page; with a question the cursor is a part of it. */
export const askPage = <T>(path: string, cursor: string | null, question?: object) => {
  if (question)
    return request<T>(path, createPost(cursor === null ? question : { ...question, cursor }));
  return request<T>(cursor === null ? path : withCursor(path, cursor));
};

/** Reads the first page of a path, and the next ones when asked. */
export const usePages = <T extends { cursor: string | null }>(
  path: string,
  question?: object,
): Pages<T> => {
  const first = useAnswer<T>(path, question);
  const asked = path + JSON.stringify(question);
  const [state, setState] = useState<Later<T>>({ asked, pages: [], problem: null });
  // Pages of another path are those of another question.
  const current: Later<T> = state.asked === asked ? state : { asked, pages: [], problem: null };
  const cursor = (current.pages.at(-1) ?? first.value)?.cursor ?? null;

  const more = async () => {
    if (cursor === null) return;
    const answer = await askPage<T>(path, cursor, question);
    if ('problem' in answer) setState({ ...current, problem: answer.problem });
    else setState({ asked, pages: [...current.pages, answer.value], problem: null });
  };

  return {
    ...first,
    later: current.pages,
    more: cursor === null || first.loading ? null : more,
    moreProblem: current.problem,
  };
};
