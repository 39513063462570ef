import { API } from '../routes/openapi/openapi.js';
import { RULES } from '../team/rules.js';

/** JSON, as schemas and arguments are. */
type Json = Record<string, unknown>;

/** A call of the API that a tool makes. */
export interface ToolCall {
  method: string;
  /** Path with its query. */
  url: string;
  body?: unknown;
}

/** One path of the API as a tool. */
export interface Tool {
  name: string;
  description: string;
  inputSchema: Json & { type: 'object' };
  outputSchema?: Json & { type: 'object' };
  createCall(given: Json): ToolCall;
}

/** What a viewer's token may read: reports, people, names, populations, Health. */
const READABLE = ['read-reports', 'read-people'];
/** Of the rest, where a site's key is from. */
const SITES = 'GET /api/sites';
/** Names of parts that a body or an answer has within itself, such as a population in a population. */
const DEFINITIONS = '#/$defs/';

/** A schema without what is for TypeBox alone, its named parts at its top. */
const hoist = (schema: unknown): Json => {
  const named: Json = {};
  const plain = JSON.parse(
    JSON.stringify(schema, (name, part) => (name.startsWith('~') ? undefined : part)),
    (name, part) => {
      if (name === '$ref') return `${DEFINITIONS}${part}`;
      if (typeof part !== 'object' || part === null || typeof part.$id !== 'string') return part;
      const { $id, ...rest } = part;
      named[$id] = rest;
      return { $ref: `${DEFINITIONS}${$id}` };
    },
  );
  return Object.keys(named).length ? { ...plain, $defs: named } : plain;
};

/** `/api/sites/:key/people/:personId` → `key`, `personId`. */
const readParameters = (url: string): string[] =>
  [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

/** What a parameter of a path is called as an argument. */
const toArgument = (parameter: string): string => (parameter === 'key' ? 'site' : parameter);

const createInput = (url: string, { query, body }: (typeof API)[string]): Tool['inputSchema'] => {
  const parameters = readParameters(url).map(toArgument);
  // An answer of a tool is JSON.
  const { format: _, ...asked } = (query as { properties?: Json } | undefined)?.properties ?? {};
  const { required = [] } = (query ?? {}) as { required?: string[] };
  return hoist({
    type: 'object',
    properties: {
      ...Object.fromEntries(
        parameters.map((name) => [
          name,
          {
            type: 'string',
            ...(name === 'site' && { description: 'the key of the site, as listSites tells it' }),
          },
        ]),
      ),
      ...asked,
      ...(body && { request: body }),
    },
    required: [...parameters, ...required, ...(body ? ['request'] : [])],
    additionalProperties: false,
  }) as Tool['inputSchema'];
};

/** A part of a path; what would lead out of it is nobody's key or id. */
const encodeSegment = (value: unknown): string =>
  encodeURIComponent(String(value ?? '').replace(/^\.{1,2}$/, ''));

const createTool = (route: string): Tool => {
  const described = API[route]!;
  const [method = '', path = ''] = route.split(' ');
  const parameters = readParameters(path);
  const { id, summary, description, answer, query } = described;
  const asked = Object.keys((query as { properties?: object } | undefined)?.properties ?? {});
  const output = hoist(answer);
  return {
    name: id,
    description: [summary, description].filter(Boolean).join('. '),
    inputSchema: createInput(path, described),
    ...(output.type === 'object' && { outputSchema: output as Tool['inputSchema'] }),
    createCall(given) {
      const url = path.replace(/:(\w+)/g, (_, name) => encodeSegment(given[toArgument(name)]));
      const pairs = asked.flatMap((name): [string, string][] =>
        name === 'format' || parameters.includes(name) || given[name] === undefined
          ? []
          : [[name, String(given[name])]],
      );
      const search = new URLSearchParams(pairs).toString();
      return {
        method,
        url: search ? `${url}?${search}` : url,
        ...(method === 'POST' && { body: given.request ?? {} }),
      };
    },
  };
};

/** Whether a path answers JSON about what a viewer may see, at once. */
const isTool = (route: string): boolean => {
  const rule = RULES.get(route);
  return (
    route === SITES ||
    (READABLE.includes(rule?.needs ?? '') &&
      API[route]!.answer !== undefined &&
      !/jobs/.test(route))
  );
};

/** Every tool, of the same descriptions and rules as the API: a new report is a new tool. */
export const TOOLS: readonly Tool[] = Object.keys(API).filter(isTool).map(createTool);
