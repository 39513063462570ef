import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../errors.js';
import { readParameter } from '../http/query.js';
import type { Routes } from '../parts.js';

const PAGE = 100;

const readQuery = (request: FastifyRequest) => {
  const cursor = readParameter(request, 'cursor');
  if (cursor !== undefined && !/^\d{4}-\d\d\.\d{1,15}$/.test(cursor))
    throw new ApiError('invalid_cursor', { field: 'cursor' });
  return {
    cursor,
    action: readParameter(request, 'action'),
    q: readParameter(request, 'q')?.slice(0, 255),
    limit: PAGE,
  };
};

/** `/api/trail` and `/api/sites/:key/trail`: what people did (S44). */
export const trailRoutes: Routes = (app, { trail, store }) => {
  app.get('/api/trail', async (request) =>
    trail.search({ ...readQuery(request), site: readParameter(request, 'site') }),
  );

  app.get<{ Params: { key: string } }>('/api/sites/:key/trail', async (request) => {
    const site = store.sites.find(request.params.key);
    if (!site) throw new ApiError('unknown_site');
    // Not what was done at an earlier site of the same key.
    const created = Date.parse(site.created);
    const from = Number.isNaN(created) ? undefined : created;
    return trail.search({ ...readQuery(request), site: site.key, from });
  });
};
