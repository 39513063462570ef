import { ApiError } from '../../errors.js';
import { fromEngine } from '../http/from-engine.js';
import type { Parts, Routes } from '../parts.js';
import { describeJob } from './jobs.js';

/** Whether made-up hits may be loaded here: never where real ones are expected (S1). */
export const canLoadHistory = ({ publicOrigin }: Pick<Parts, 'publicOrigin'>): boolean =>
  publicOrigin === undefined;

/** `/history`: has the story of a made-up company loaded, so that each screen has something to show. */
export const historyRoutes: Routes = (app, parts: Parts) => {
  const { engine, jobs } = parts;
  app.post<{ Params: { key: string } }>('/history', async (request, reply) => {
    if (!canLoadHistory(parts)) throw new ApiError('not_in_production');
    const { key } = request.params;
    const { people } = await fromEngine(engine.people({ site: key, limit: 1 }));
    if (people.length > 0) throw new ApiError('site_not_empty');
    return reply.code(202).send(describeJob(await jobs.history(key)));
  });
};
