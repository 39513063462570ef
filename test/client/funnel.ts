import createClient from 'openapi-fetch';
import type { paths } from './generated/api.js';

/** A funnel and the people of its last step, by the client that is made of the collector's description. */
export const countFunnel = async (baseUrl: string, token: string) => {
  const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
  const path = { key: 'demo' };
  const { data, error } = await client.POST('/api/sites/{key}/reports/funnel', {
    params: { path },
    body: {
      steps: ['Visited Site', { event: 'Signed Up', where: [{ property: 'Plan', op: 'exists' }] }],
      population: { not: { did: { event: 'Left', atLeast: 1 } } },
      segment: { person: 'Plan' },
      compare: true,
      from: '2026-11-01',
      to: '2026-12-01',
    },
  });
  if (!data) throw new Error(error?.error.message);
  const people: number[] = data.steps.map((step) => step.people);
  const before: number | undefined = data.previous?.steps[0]?.people;
  const values: string[] | undefined = data.segments?.map(({ value }) => value);
  const { data: behind } = await client.POST('/api/sites/{key}/reports/people', {
    params: { path },
    body: { reportId: data.reportId, pick: { step: 2, outcome: 'converted' }, q: 'ada' },
  });
  const names = behind?.people.flatMap(({ identities }) =>
    identities.map(({ identity }) => identity),
  );
  return { people, before, values, names };
};

/** Hits, sent by the same client. */
export const sendHits = async (baseUrl: string, lines: string[]): Promise<number | undefined> => {
  const client = createClient<paths>({ baseUrl });
  const { data } = await client.POST('/', {
    params: { query: { _k: 'demo' } },
    headers: { 'content-type': 'text/plain' },
    bodySerializer: (body) => body,
    body: lines.join('\n'),
  });
  return data?.accepted;
};

/** What the collector says of a request that its description does not have. */
export const askWrongly = async (baseUrl: string, token: string) => {
  const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
  const { data, error } = await client.POST('/api/sites/{key}/reports/cohort', {
    params: { path: { key: 'demo' } },
    // @ts-expect-error No period is called so.
    body: { first: 'A', then: 'B', by: 'hour' },
  });
  return data ? undefined : error.error;
};
