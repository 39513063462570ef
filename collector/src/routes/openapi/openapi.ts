import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.js';
import { nameSchemas } from './components.js';
import { INGEST } from './ingest.js';
import { PEOPLE } from './people.js';
import { REPORT_PATHS } from './reports.js';
import { SAVED } from './saved.js';
import { type Described, ErrorBody } from './shapes.js';
import { SITES } from './sites.js';
import { SOURCES } from './sources.js';
import { TEAM } from './team.js';

/** Every path of the API by method and address. */
export const API: Readonly<Record<string, Described>> = {
  ...SITES,
  ...SOURCES,
  ...REPORT_PATHS,
  ...SAVED,
  ...PEOPLE,
  ...TEAM,
};

const INFO = {
  title: 'kmq',
  version: '1',
  description:
    'People, reports and exports of a kmq collector, and the paths that take hits. Times are ISO 8601 in UTC, durations seconds, money decimal texts.',
  license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
};

const FAILED = {
  description: 'What is wrong with the request, and what to do.',
  content: { 'application/json': { schema: ErrorBody } },
};

const toSchema = (tag: string, { summary, query, body, status = 200, ...told }: Described) => {
  const { id, description, answer, types = [], accepts, isOpen } = told;
  const content = answer
    ? { 'application/json': { schema: answer } }
    : Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
  const found = Object.keys(content).length ? { content } : { type: 'null' };
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    tags: [tag],
    security: isOpen ? [] : [{ token: [] }],
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(accepts && { consumes: [accepts], body: { type: 'string', format: 'binary' } }),
    response: { [status]: { description: summary, ...found }, '4xx': FAILED },
  };
};

/** `/api/sites/:key/reports/funnel` → `reports`: what belongs together in the description. */
const toTag = (url: string): string =>
  url.replace(/^\/api\/(sites\/:key\/)?/, '').split(/[/.]/)[0]!;

/** Checks every path of the API as it is added, and refuses one without a description (S23). */
export const describeApi = async (
  server: FastifyInstance,
  { publicOrigin = '' }: Pick<Parts, 'publicOrigin'>,
): Promise<void> => {
  await server.register(swagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: INFO,
      servers: [{ url: `${publicOrigin}/` }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, place) => String(json.$id ?? `def${place}`),
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
    const described = app.swagger();
    text ??= JSON.stringify(
      nameSchemas({ ...described, paths: { ...INGEST, ...described.paths } }),
    );
    return reply.type('application/json; charset=utf-8').send(text);
  });
};
