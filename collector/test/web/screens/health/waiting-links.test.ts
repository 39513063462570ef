import { describe, expect, it } from 'vitest';
import type { Answer, Problem } from '../../../../web/api/request.js';
import { formatWaitingTitle, sendWord } from '../../../../web/screens/health/waiting-links.js';

const PROBLEM: Problem = { status: 503, happened: 'No room.', kept: '', next: '' };
const toIds = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

/** Asks an API that answers so many calls; the answer holds what it was asked. */
const createApi = (calls = Number.POSITIVE_INFINITY) => {
  const asked: { path: string; ids: string[] }[] = [];
  const ask = async (path: string, init: RequestInit): Promise<Answer<unknown>> => {
    asked.push({ path, ids: JSON.parse(init.body as string).ids });
    return asked.length > calls ? { problem: PROBLEM } : { value: {} };
  };
  return { asked, ask };
};

describe('links that wait for approval', () => {
  it.each([
    [1, false, 'Links waiting for approval (1)'],
    [50, true, 'Links waiting for approval (50+)'],
    [1204, false, 'Links waiting for approval (1,204)'],
  ])('are counted in the heading: %i, more %s', (count, hasMore, title) => {
    expect(formatWaitingTitle(count, hasMore)).toBe(title);
  });

  it.each([
    [0, []],
    [1, [1]],
    [200, [200]],
    [201, [200, 1]],
    [450, [200, 200, 50]],
  ])('are approved up to 200 at once: %i', async (count, sizes) => {
    const { asked, ask } = createApi();
    const { done, problem } = await sendWord('a shop', 'approve', toIds(count), ask);
    expect(asked.map(({ ids }) => ids.length)).toEqual(sizes);
    expect(asked.flatMap(({ ids }) => ids)).toEqual(toIds(count));
    expect([done, problem]).toEqual([toIds(count), null]);
    for (const { path } of asked) expect(path).toBe('/api/sites/a%20shop/people/links/approve');
  });

  it('are told apart from those that an error left waiting', async () => {
    const { asked, ask } = createApi(1);
    const { done, problem } = await sendWord('shop', 'unapprove', toIds(500), ask);
    expect([asked.length, done, problem]).toEqual([2, toIds(200), PROBLEM]);
  });
});
