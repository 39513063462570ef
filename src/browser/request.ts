import { takeFromFrame } from './native.js';
import { tryOr } from './report.js';

/** Whether something is the answer of a real `fetch`. */
const isAnswer = (given?: Response): given is Response => (given?.status as number) >= 0;

/**
 * Asks a server by the `fetch` of the page, which tools may have wrapped since; a page may have a function, or anything
 * else, of its own by that name: then by that of an empty frame.
 */
export const request = async (url: string, options: RequestInit): Promise<Response> => {
  // What a page adds to `Object.prototype` is no option of ours.
  const init = { __proto__: null, ...options } as RequestInit;
  const answer = await tryOr(undefined, () => window.fetch(url, init));
  return isAnswer(answer) ? answer : takeFromFrame('fetch')(url, init);
};
