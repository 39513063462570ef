import { type Answer, createPost, formatSitePath, request } from '../../api/request.js';
import type { IdentityLink } from '../../api/types.js';
import { formatCount } from '../../text/format.js';

/** A link that waits for approval: two identities, once, and how often that was said. */
export type WaitingLink = IdentityLink & { times: number };

/** So many the API approves at once. */
const MOST_LINKS = 200;

/** `Links waiting for approval (3)`; with a `+` where there are more than were read. */
export const formatWaitingTitle = (count: number, hasMore: boolean): string =>
  `Links waiting for approval (${formatCount(count)}${hasMore ? '+' : ''})`;

/** Ids in the parts that one call takes. */
export const splitIds = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / MOST_LINKS) }, (_, part) =>
    ids.slice(part * MOST_LINKS, (part + 1) * MOST_LINKS),
  );

/** Approves links, or takes that back. Answers the ids that were done, and the problem that ended it. */
export const sendWord = async (
  site: string,
  word: 'approve' | 'unapprove',
  ids: readonly string[],
  ask: (path: string, init: RequestInit) => Promise<Answer<unknown>> = request,
) => {
  const done: string[] = [];
  for (const part of splitIds(ids)) {
    const answer = await ask(
      formatSitePath(site, `people/links/${word}`),
      createPost({ ids: part }),
    );
    if ('problem' in answer) return { done, problem: answer.problem };
    done.push(...part);
  }
  return { done, problem: null };
};
