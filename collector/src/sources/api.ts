import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../errors.js';
import { check } from '../routes/http/check.js';
import type { Parts, Routes } from '../routes/parts.js';
import { createLabel } from '../store/label.js';
import { createSecret } from '../store/secrets.js';
import type { Mapping, Source } from '../store/sources.js';
import { mapBody } from './webhook/hits.js';
import { listPaths } from './webhook/paths.js';

const Name = Type.String({ minLength: 1, maxLength: 255 });
const Secret = Type.String({
  pattern: '^whsec_[\\w+/=-]{8,250}$',
  description: 'the signing secret of the endpoint in Stripe, which begins with whsec_',
});
const Uses = Type.Record(
  Type.String({ minLength: 1, maxLength: 1024 }),
  Type.String({
    pattern: '^(_p|_n|_t|_i|[^_][\\s\\S]{0,254})$',
    description: '_p, _n, _t, _i, or the name of a property, which does not begin with _',
  }),
  { maxProperties: 300 },
);
const SourceMapping = Type.Object(
  { fields: Uses, event: Type.Optional(Name) },
  { additionalProperties: false },
);

/** A source as it is asked for. */
export const NewSource = Type.Object(
  {
    kind: Type.Union([Type.Literal('stripe'), Type.Literal('webhook')]),
    name: createLabel(),
    secret: Type.Optional(Secret),
  },
  { additionalProperties: false },
);
/** What may be changed of one. */
export const SourceChanges = Type.Object(
  {
    name: Type.Optional(createLabel()),
    secret: Type.Optional(Secret),
    mapping: Type.Optional(Type.Union([SourceMapping, Type.Null()])),
  },
  { additionalProperties: false },
);
/** A mapping to be tried. */
export const MappingToTry = Type.Object(
  { mapping: SourceMapping },
  { additionalProperties: false },
);

interface OfSite {
  Params: { key: string };
}
interface OfSource {
  Params: { key: string; id: string };
}

const refuse = (field: string, message: string): never => {
  throw new ApiError('invalid_request', { field, message });
};

/** Each part of a hit comes from one member, and there is a person and a name. */
const checkMapping = ({ fields, event }: Mapping): void => {
  const uses = Object.values(fields).filter((use) => use[0] === '_');
  const twice = uses.find((use, at) => uses.indexOf(use) !== at);
  if (twice) refuse('mapping.fields', `"mapping.fields" has two members for ${twice}; choose one.`);
  if (!uses.includes('_p'))
    refuse('mapping.fields', '"mapping.fields" must say with _p which member is the person.');
  if (!uses.includes('_n') && !event)
    refuse(
      'mapping.event',
      '"mapping.event" is missing, and no member is _n, the name; set one of them.',
    );
};

const checkKind = (
  kind: Source['kind'],
  { secret, mapping }: { secret?: unknown; mapping?: unknown },
) => {
  if (kind === 'stripe' && mapping)
    refuse('mapping', '"mapping" is for webhooks; Stripe needs none.');
  if (kind === 'webhook' && secret)
    refuse('secret', '"secret" is for Stripe; of a webhook the address itself is secret.');
};

/** `/sources`: services that send a site what happened there. Mounted below `/api/sites/:key`. */
export const sourceApiRoutes: Routes = (
  app,
  { store: { sources }, received, address, clock }: Parts,
) => {
  const find = ({ params: { key, id } }: FastifyRequest<OfSource>): Source => {
    const source = sources.find(key, id);
    if (!source) throw new ApiError('unknown_source');
    return source;
  };
  /** A source as it is told: with its address, and without its secret. */
  const tell = (key: string, { secret, token, ...source }: Source) => {
    const [last] = received.list(source.id);
    return {
      ...source,
      hasSecret: secret !== null,
      url: `${address()}/in/${key}/${token}`,
      lastProblem: last?.problem ?? null,
    };
  };

  app.get<OfSite>('/sources', async ({ params: { key } }) => ({
    sources: sources.list(key).map((source) => tell(key, source)),
  }));

  app.post<OfSite>('/sources', async ({ params: { key }, body }, reply) => {
    const { kind, name, secret = null } = check(NewSource, body);
    checkKind(kind, { secret });
    const made = await sources.save(key, {
      ...{ token: createSecret(), kind, name, secret, mapping: null, lastReceived: null },
      created: new Date(clock()).toISOString(),
    });
    return reply.code(201).send(tell(key, made));
  });

  app.patch<OfSource>('/sources/:id', async (request) => {
    const source = find(request);
    const changes = check(SourceChanges, request.body);
    checkKind(source.kind, changes);
    if (changes.mapping) checkMapping(changes.mapping);
    return tell(
      request.params.key,
      await sources.save(request.params.key, { ...source, ...changes }),
    );
  });

  app.delete<OfSource>('/sources/:id', async (request, reply) => {
    const { id } = find(request);
    await sources.remove(request.params.key, id);
    received.forget(id);
    return reply.code(204).send();
  });

  app.get<OfSource>('/sources/:id/received', async (request) => ({
    received: received.list(find(request).id).map(({ body, ...told }) => ({
      ...told,
      members: listPaths(body).map(([path, value]) => ({ path, value: String(value) })),
    })),
  }));

  app.post<OfSource>('/sources/:id/preview', async (request) => {
    const { id } = find(request);
    const { mapping } = check(MappingToTry, request.body);
    checkMapping(mapping);
    const example = received.list(id).find(({ body }) => body !== null);
    if (!example) throw new ApiError('nothing_received');
    const mapped = mapBody(example.body, mapping);
    if ('problem' in mapped) return mapped;
    const { name, person, properties, time, id: hitId } = mapped.hit;
    return {
      hit: {
        ...{ name, person, properties },
        time: time === undefined ? null : new Date(time * 1000).toISOString(),
        id: hitId ?? null,
      },
    };
  });
};
