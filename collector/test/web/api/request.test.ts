import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatSitePath, request, watchSignedOut } from '../../../web/api/request.js';

const answerWith = (answer: () => Response | never) => vi.stubGlobal('fetch', async () => answer());

afterEach(() => vi.unstubAllGlobals());

const readProblem = async () => {
  const answer = await request('/api/sites');
  if (!('problem' in answer)) throw new Error('there was a value');
  return answer.problem;
};

describe('asking the API', () => {
  it('gives the value of a good answer, and none of an empty one', async () => {
    answerWith(() => Response.json({ sites: [] }));
    expect(await request('/api/sites')).toEqual({ value: { sites: [] } });
    answerWith(() => new Response(null, { status: 204 }));
    expect(await request('/api/session')).toEqual({ value: undefined });
  });

  it('says what happened in the collector’s words, what was kept and what to do', async () => {
    answerWith(() =>
      Response.json(
        { error: { code: 'unknown_person', message: 'Nobody has it.' } },
        { status: 404 },
      ),
    );
    const problem = await readProblem();
    expect(problem.status).toBe(404);
    expect(problem.happened).toBe('Nobody has it.');
    expect(problem.kept).toContain('stored');
    expect(problem.next).toContain('address');
  });

  it('copes with an answer that is not the collector’s', async () => {
    answerWith(() => new Response('<h1>Bad Gateway</h1>', { status: 502 }));
    expect((await readProblem()).happened).toBe('The collector answered 502.');
  });

  it('tells a collector that does not answer from one that refuses', async () => {
    answerWith(() => {
      throw new TypeError('fetch failed');
    });
    expect(await readProblem()).toMatchObject({
      status: 0,
      happened: 'The collector is not responding.',
    });
  });

  it.each([
    [401, '/api/sites', 'GET', 1],
    [401, '/api/sites/demo/reports/funnel', 'POST', 1],
    [401, '/api/session', 'POST', 0],
    [403, '/api/sites', 'GET', 0],
  ])(
    'says that nobody is signed in: %i to %s by %s, %i times',
    async (status, path, method, times) => {
      answerWith(() => Response.json({}, { status }));
      const listener = vi.fn();
      const stop = watchSignedOut(listener);
      await request(path, { method });
      stop();
      await request('/api/sites');
      expect(listener).toHaveBeenCalledTimes(times);
    },
  );

  it('does not take what was cancelled for an error of the collector', async () => {
    const abort = new AbortController();
    abort.abort();
    answerWith(() => {
      throw new DOMException('aborted', 'AbortError');
    });
    await expect(request('/api/sites', { signal: abort.signal })).rejects.toThrow('aborted');
  });
});

describe('the path of a site’s call', () => {
  it.each([
    ['people', {}, '/api/sites/demo/people'],
    ['', {}, '/api/sites/demo'],
    ['people', { q: '', sort: undefined }, '/api/sites/demo/people'],
    ['people/find', { identity: 'a+b/c=' }, '/api/sites/demo/people/find?identity=a%2Bb%2Fc%3D'],
  ])('%s with %o', (path, query, text) => {
    expect(formatSitePath('demo', path, query)).toBe(text);
  });
});
