import type { TestApp } from './app.js';
import { TOKEN } from './app.js';

/** A job as it is told. */
export type ToldJob = Record<string, unknown> & {
  id: string;
  state: string;
  preview: Record<string, unknown>;
};

/** Sends a file; answers the job that waits with its preview, or failed. */
export const uploadFile = async (
  { app, ask, jobs }: TestApp,
  file: string | Buffer,
  site = 'demo',
): Promise<ToldJob> => {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/sites/${site}/import`,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/octet-stream' },
    payload: file,
  });
  const { job } = answer.json();
  await jobs.settle();
  return (await ask('GET', `/api/sites/${site}/jobs/${job}`)).json();
};

/** Sends a file and takes it over; answers what became of it, and what its preview said. */
export const importFile = async (
  test: TestApp,
  file: string | Buffer,
  { site = 'demo', ...names }: { site?: string; events?: object; properties?: object } = {},
): Promise<{ preview: Record<string, unknown>; done: ToldJob }> => {
  const { id, preview } = await uploadFile(test, file, site);
  await test.ask('POST', `/api/sites/${site}/jobs/${id}/start`, names);
  await test.jobs.settle();
  return { preview, done: (await test.ask('GET', `/api/sites/${site}/jobs/${id}`)).json() };
};
