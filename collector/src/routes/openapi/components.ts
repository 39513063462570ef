import { isDeepStrictEqual } from 'node:util';

type Part = Record<string, unknown>;

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null;

const PREFIX = '#/components/schemas/';

/** A description in which each schema that has a title stands once, under that name. */
export const nameSchemas = <Description extends object>(description: Description): Description => {
  const schemas: Part = {};
  const keep = (name: string, schema: Part): Part => {
    if (schemas[name] && !isDeepStrictEqual(schemas[name], schema))
      throw new Error(`Two schemas of the API are called ${name}.`);
    schemas[name] = schema;
    return { $ref: PREFIX + name };
  };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isPart(value)) return value;
    const { title, ...rest } = value;
    const parts = Object.fromEntries(
      Object.entries(typeof title === 'string' ? rest : value)
        // Names of TypeBox's own begin with a tilde.
        .filter(([name]) => !name.startsWith('~'))
        .map(([name, part]) => [name, walk(part)]),
    );
    return typeof title === 'string' ? keep(title, parts) : parts;
  };
  const { components, paths, ...told } = description as Part;
  const { schemas: given, ...others } = components as Part;
  const named = walk(paths);
  for (const [name, schema] of Object.entries((given as Part) ?? {}))
    keep(name, walk(schema) as Part);
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...told, paths: named, components: { ...others, schemas: sorted } } as Description;
};
