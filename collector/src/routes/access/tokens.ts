import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { toMoment } from '../../reports/range.js';
import { createLabel } from '../../store/label.js';
import { KEY_PATTERN } from '../../store/site.js';
import { SCOPES, type Scope } from '../../store/tokens.js';
import { type Grant, roleAt } from '../../team/roles.js';
import { check } from '../http/check.js';
import type { Routes } from '../parts.js';

const OrNull = <T extends Parameters<typeof Type.Optional>[0]>(type: T) =>
  Type.Optional(Type.Union([type, Type.Null()]));

/** A token as it is asked for. */
export const NewToken = Type.Object(
  {
    name: createLabel(),
    scope: Type.Union(SCOPES.map((scope) => Type.Literal(scope))),
    sites: OrNull(
      Type.Array(Type.String({ pattern: KEY_PATTERN }), {
        minItems: 1,
        maxItems: 100,
        description: 'keys of the sites to which it is limited; null: all sites',
      }),
    ),
    expires: OrNull(Type.String({ maxLength: 64, description: 'an instant; null: never' })),
  },
  { additionalProperties: false },
);

/** `/api/tokens`: who may use the API, where, and for what; `/api/sessions`: who is signed in to the app (S23). */
export const tokenRoutes: Routes = (app, { store: { tokens, signIn, sites }, clock }) => {
  const requireSites = (scope: Scope, keys: readonly string[]): readonly string[] => {
    if (scope === 'metrics') {
      const message = 'sites cannot be set for scope "metrics": /metrics tells of all sites.';
      throw new ApiError('invalid_request', { field: 'sites', message });
    }
    const unknown = keys.findIndex((key) => !sites.find(key));
    if (unknown < 0) return [...new Set(keys)];
    const message = `sites.${unknown} is ${JSON.stringify(keys[unknown])}, and no site has this key.`;
    throw new ApiError('invalid_request', { field: `sites.${unknown}`, message });
  };

  const parseExpiry = (text: string): string => {
    const moment = toMoment(text, 'UTC');
    if (moment === undefined) throw new ApiError('invalid_time', { field: 'expires' });
    if (moment > clock()) return new Date(moment).toISOString();
    const message = 'expires is in the past; choose a later time, or null for never.';
    throw new ApiError('invalid_request', { field: 'expires', message });
  };

  /** Whether somebody administers every site that a token may ask about. */
  const isOwn = (grant: Grant | null, keys: readonly string[] | null): boolean =>
    grant?.owner || (keys?.every((key) => grant && roleAt(grant, key) === 'admin') ?? false);

  app.get('/api/tokens', async ({ grant }) => ({
    tokens: tokens.list().filter((token) => isOwn(grant, token.sites)),
  }));

  app.post('/api/tokens', async (request, reply) => {
    const { name, scope, sites, expires } = check(NewToken, request.body);
    if (!isOwn(request.grant, sites ?? null)) throw new ApiError('other_site', { field: 'sites' });
    const made = await tokens.create({
      name,
      scope,
      sites: sites ? requireSites(scope, sites) : null,
      expires: expires ? parseExpiry(expires) : null,
    });
    // The one answer that ever holds the token itself.
    return reply.code(201).send(made);
  });

  app.delete<{ Params: { id: string } }>('/api/tokens/:id', async (request, reply) => {
    const { params, grant } = request;
    const found = tokens.list().find(({ id }) => id === params.id);
    if (!found || !isOwn(grant, found.sites) || !(await tokens.revoke(params.id)))
      throw new ApiError('unknown_token');
    await signIn.endAll(params.id);
    return reply.code(204).send();
  });

  app.delete('/api/sessions', async (_request, reply) => {
    await signIn.endAll();
    return reply.code(204).send();
  });
};
