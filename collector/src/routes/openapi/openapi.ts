import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { PEOPLE } from './people.js';
import { REPORTS } from './reports.js';
import { SAVED } from './saved.js';
import { type Described, ErrorBody } from './shapes.js';
import { SITES } from './sites.js';
import { TEAM } from './team.js';

/** Every path of the API by method and address. */
export const API: Readonly<Record<string, Described>> = {
  ...SITES,
  ...REPORTS,
  ...SAVED,
  ...PEOPLE,
  ...TEAM,
};

const INFO = {
  title: 'kmq',
  version: '1',
  description:
    'People, reports and exports of a kmq collector. Times are ISO 8601 in UTC, durations seconds, money decimal texts.',
};

const toSchema = (tag: string, { summary, query, body, status = 200, ...told }: Described) => {
  const { answer, types = [] } = told;
  const content = Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
  const found = answer
    ? { content: { ...content, 'application/json': { schema: answer } } }
    : types.length
      ? { content }
      : { type: 'null' };
  return {
    summary,
    tags: [tag],
    security: [{ token: [] }],
    ...(query && { querystring: query }),
    ...(body && { body }),
    response: { [status]: { description: summary, ...found }, '4xx': ErrorBody },
  };
};

/** `/api/sites/:key/reports/funnel` → `reports`: what belongs together in the description. */
const toTag = (url: string): string =>
  url.replace(/^\/api\/(sites\/:key\/)?/, '').split(/[/.]/)[0]!;

/** Notices every path of the API as it is added, and refuses one that nobody has described (S23). */
export const describeApi = async (server: FastifyInstance): Promise<void> => {
  await server.register(swagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: INFO,
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
  });
  server.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api') || route.method === 'HEAD') return;
    const described = API[`${route.method} ${route.url}`];
    if (!described)
      throw new Error(`${route.method} ${route.url} is not described in routes/openapi.`);
    route.schema = toSchema(toTag(route.url), described);
  });
  // What is described is for readers: the routes check what they are asked themselves, in the API's words.
  server.setValidatorCompiler(() => () => true);
  server.setSerializerCompiler(() => JSON.stringify);
};

/** `/api/openapi.json`: the API in the words of OpenAPI. */
export const openApiRoutes = (app: FastifyInstance): void => {
  let text: string | undefined;
  app.get('/api/openapi.json', async (_request, reply) => {
    // Names of TypeBox's own begin with a tilde.
    text ??= JSON.stringify(app.swagger(), (name, part) =>
      name.startsWith('~') ? undefined : part,
    );
    return reply.type('application/json; charset=utf-8').send(text);
  });
};
