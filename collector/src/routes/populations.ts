import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Convert } from 'typebox/value';
import { ApiError } from '../errors.js';
import { toMembersPlan, toMoments } from '../reports/members.js';
import { readMembership } from '../reports/population.js';
import type { Population } from '../store/populations.js';
import { check } from './check.js';
import { fromEngine } from './from-engine.js';
import { inTurn } from './in-turn.js';
import type { Parts, Routes } from './parts.js';
import { sendPeople } from './send-people.js';
import { toSetting } from './setting.js';

const NAME_LENGTH = 255;
const CURSOR_LENGTH = 1000;
const LIMIT_MOST = 1000;

/** A population as it is sent. */
export const NewPopulation = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: NAME_LENGTH }),
    definition: Type.Object({}),
  },
  { additionalProperties: false },
);
/** What may be changed of one. */
export const PopulationChanges = Type.Partial(NewPopulation, { additionalProperties: false });
/** Conditions that are not saved yet. */
export const Drafted = Type.Pick(NewPopulation, ['definition'], { additionalProperties: false });
/** A page of its people. */
export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: CURSOR_LENGTH })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MOST })),
  format: Type.Optional(Type.String()),
});

interface OfSite {
  Params: { key: string };
}
interface OfPopulation {
  Params: { key: string; id: string };
}

/** `/populations`: saved conditions on people (S19). Mounted below `/api/sites/:key`. */
export const populationRoutes: Routes = (app, parts: Parts) => {
  const { engine, store, clock } = parts;
  const { populations } = store;

  const find = ({ params: { key, id } }: FastifyRequest<OfPopulation>): Population => {
    const population = populations.find(key, id);
    if (!population) throw new ApiError('unknown_population');
    return population;
  };
  const readMembers = (key: string, definition: object) =>
    readMembership(
      { name: 'definition', value: definition },
      toSetting(parts, key, clock()).merged,
    );
  const countIn =
    (reply: FastifyReply, key: string) => async (definition: object, asOf: number) => {
      const plan = toMembersPlan(readMembers(key, definition), asOf);
      const { rows, ...run } = await inTurn(parts, reply, [key, plan], (signal) =>
        engine.report(key, plan, signal),
      );
      return { ...run, people: rows[0]!.people };
    };

  app.get<OfSite>('/populations', async ({ params: { key } }) => ({
    populations: populations.list(key),
  }));

  app.post<OfSite>('/populations', async ({ params: { key }, body }, reply) => {
    const { name, definition } = check(NewPopulation, body);
    readMembers(key, definition);
    const created = new Date(clock()).toISOString();
    return reply.code(201).send(await populations.save(key, { name, definition, created }));
  });

  app.get<OfPopulation>('/populations/:id', async (request) => find(request));

  app.patch<OfPopulation>('/populations/:id', async (request) => {
    const changes = check(PopulationChanges, request.body);
    if (changes.definition) readMembers(request.params.key, changes.definition);
    return populations.save(request.params.key, { ...find(request), ...changes });
  });

  app.delete<OfPopulation>('/populations/:id', async (request, reply) => {
    await populations.remove(request.params.key, find(request).id);
    return reply.code(204).send();
  });

  // A read, although it brings a definition along.
  app.post<OfSite>('/populations/size', { config: { scope: 'read' } }, async (request, reply) => {
    const { definition } = check(Drafted, request.body);
    const now = clock();
    const size = await countIn(reply, request.params.key)(definition, now);
    return { asOf: new Date(now).toISOString(), ...size };
  });

  app.get<OfPopulation>('/populations/:id/size', async (request, reply) => {
    const { key } = request.params;
    const count = countIn(reply, key);
    const { definition } = find(request);
    const now = clock();
    const moments = toMoments(request.query, toSetting(parts, key, now));
    const size = await count(definition, now);
    const asOf = new Date(now).toISOString();
    if (!moments) return { asOf, ...size };
    const series: { start: string; people: number }[] = [];
    for (const { start, asOf: moment } of moments)
      series.push({ start, people: (await count(definition, moment)).people });
    return { asOf, ...size, series };
  });

  app.get<OfPopulation>('/populations/:id/people', async (request, reply) => {
    const { key } = request.params;
    const { cursor, limit } = check(PageQuery, Convert(PageQuery, request.query));
    // The cursor carries the report whose people it is a place in: all pages are of one moment.
    const [known, place] = cursor?.split('.') ?? [];
    const reportId =
      known ?? (await countIn(reply, key)(find(request).definition, clock())).reportId;
    const asked = { site: key, reportId, pick: {}, ...(limit && { limit }) };
    const page = await sendPeople(parts, request, reply, (next) =>
      fromEngine(engine.reportPeople({ ...asked, ...(place && { cursor: place }), ...next })),
    );
    if (!('people' in page)) return page;
    return { ...page, cursor: page.cursor && `${reportId}.${page.cursor}` };
  });
};
