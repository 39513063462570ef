import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { createLabel } from '../../store/label.js';
import { check } from '../http/check.js';
import type { Routes } from '../parts.js';

/** A server key as it is asked for. */
export const NewServerKey = Type.Object({ name: createLabel() }, { additionalProperties: false });

/** `server-keys`: what a site's own servers prove with that they are (S28). Mounted below `/api/sites/:key`. */
export const serverKeyRoutes: Routes = (app, { store: { serverKeys } }) => {
  app.get<{ Params: { key: string } }>('/server-keys', async ({ params: { key } }) => ({
    serverKeys: serverKeys.list(key),
  }));

  app.post<{ Params: { key: string } }>('/server-keys', async (request, reply) => {
    const { name } = check(NewServerKey, request.body);
    // The one answer that ever holds the key itself.
    return reply.code(201).send(await serverKeys.create(request.params.key, name));
  });

  app.delete<{ Params: { key: string; id: string } }>(
    '/server-keys/:id',
    async ({ params: { key, id } }, reply) => {
      if (!(await serverKeys.revoke(key, id))) throw new ApiError('unknown_server_key');
      return reply.code(204).send();
    },
  );
};
