import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { SiteSettings } from '../../store/site.js';
import { leaveBodies } from '../http/body.js';
import { check } from '../http/check.js';
import { decompressStream } from '../http/encoding.js';
import { readParameter } from '../http/query.js';
import type { Routes } from '../parts.js';

const Names = Type.Record(
  Type.String({ pattern: '^[^_]', description: 'a name without _ in front' }),
  Type.String({ minLength: 1, maxLength: 255 }),
);
/** What names of a file are read as. */
export const Start = Type.Object(
  { events: Type.Optional(Names), properties: Type.Optional(Names) },
  { additionalProperties: false },
);
const USES = ['_p', '_p2', '_n', '_t', '_i', '_r', 'property', 'none'] as const;
/** What the columns of a CSV file are read as. */
export const Columns = Type.Object(
  {
    columns: Type.Record(
      Type.String({ minLength: 1, maxLength: 255 }),
      Type.Unsafe<(typeof USES)[number]>(
        Type.String({
          pattern: `^(${USES.join('|')})$`,
          description: `one of ${USES.join(', ')}`,
        }),
      ),
    ),
    event: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    timeZone: Type.Optional(SiteSettings.properties.timeZone),
  },
  { additionalProperties: false },
);
/** Whom to erase. */
export const Erase = Type.Object(
  {
    identity: Type.String({ minLength: 1, maxLength: 255 }),
    identities: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 10_000 }),
    ),
  },
  { additionalProperties: false },
);

interface Site {
  Params: { key: string };
}
interface Job {
  Params: { key: string; id: string };
}

/** A job by what it is asked for with. */
export const describeJob = (job: object) => ({ job: (job as { id: string }).id, ...job });

/** What takes longer than a request: erasing a person, importing a file. Mounted below `/api/sites/:key`. */
export const jobRoutes: Routes = (app, { jobs }) => {
  app.get<Site>('/jobs', async ({ params: { key } }) => ({ jobs: jobs.list(key) }));

  app.get<Job>('/jobs/:id', async ({ params: { key, id } }) => jobs.find(key, id));

  app.post<Site>('/people/erase', async (request, reply) => {
    const { identity, identities } = check(Erase, request.body);
    const dryRun = ['1', 'true'].includes(readParameter(request, 'dryRun') ?? '');
    const job = await jobs.erase({ site: request.params.key, identity, identities, dryRun });
    return reply.code(202).send(describeJob(job));
  });

  app.post<Job>('/jobs/:id/start', async ({ params: { key, id }, body }, reply) =>
    reply.code(202).send(describeJob(await jobs.startImport(key, id, check(Start, body)))),
  );

  app.post<Job>('/jobs/:id/columns', async ({ params: { key, id }, body }, reply) => {
    const reading = check(Columns, body);
    const single = Object.values(reading.columns).filter((use) => use[0] === '_');
    const twice = single.find((use, at) => single.indexOf(use) !== at);
    if (twice)
      throw new ApiError('invalid_request', {
        field: 'columns',
        message: `"columns" maps two columns to ${twice}; choose one of them.`,
      });
    return reply.code(202).send(describeJob(await jobs.readColumns(key, id, reading)));
  });

  app.register(async (uploads) => {
    // A file is kept as it comes, whatever its type says.
    leaveBodies(uploads);
    uploads.post<Site>('/import', { decompress: false }, async (request, reply) =>
      reply
        .code(202)
        .send(describeJob(await jobs.import(request.params.key, decompressStream(request.raw)))),
    );
  });
};
