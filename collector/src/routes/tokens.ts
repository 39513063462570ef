import { Type } from 'typebox';
import { ApiError } from '../errors.js';
import { SCOPES } from '../store/tokens.js';
import { check } from './check.js';
import type { Routes } from './parts.js';

/** A token as it is asked for. */
export const NewToken = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    scope: Type.Union(SCOPES.map((scope) => Type.Literal(scope))),
  },
  { additionalProperties: false },
);

/** `/api/tokens`: who may use the API, and for what (S23). */
export const tokenRoutes: Routes = (app, { store: { tokens } }) => {
  const admin = { config: { scope: 'admin' as const } };

  app.get('/api/tokens', admin, async () => ({ tokens: tokens.list() }));

  app.post('/api/tokens', admin, async (request, reply) =>
    // The one answer that ever holds the token itself.
    reply.code(201).send(await tokens.create(check(NewToken, request.body))),
  );

  app.delete<{ Params: { id: string } }>('/api/tokens/:id', admin, async ({ params }, reply) => {
    if (!(await tokens.revoke(params.id))) throw new ApiError('unknown_token');
    return reply.code(204).send();
  });
};
