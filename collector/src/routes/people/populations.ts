import type { FastifyReply, FastifyRequest } from 'fastify';
import { Convert } from 'typebox/value';
import { ApiError } from '../../errors.js';
import { toMembersPlan, toMoments } from '../../reports/members.js';
import { planPeople } from '../../reports/people/plan.js';
import type { Pick } from '../../reports/people/schema.js';
import type { Members } from '../../reports/plan.js';
import { planMembership } from '../../reports/population.js';
import type { ListPopulation, Population } from '../../store/population.js';
import { LIST_MOST } from '../../store/populations.js';
import { check } from '../http/check.js';
import { fromEngine } from '../http/from-engine.js';
import { queueReport } from '../http/queue-report.js';
import { readFormat, sendTable } from '../http/send-table.js';
import type { Parts, Routes } from '../parts.js';
import { readMerged, readSetting } from '../sites/setting.js';
import { listRoutes } from './lists.js';
import {
  Compared,
  Drafted,
  NewPopulation,
  PageQuery,
  PopulationChanges,
  SOURCE_LENGTH,
} from './population-schemas.js';
import { sendPeople } from './send-people.js';

interface OfSite {
  Params: { key: string };
}
interface OfPopulation {
  Params: { key: string; id: string };
}

const FORMS = ['definition', 'reportId', 'identities'] as const;

/** What a new population is made of. */
const findForm = (body: object): (typeof FORMS)[number] => {
  const [form, ...others] = FORMS.filter((name) => name in body);
  if (form && !others.length) return form;
  const message = `A population needs exactly one of ${FORMS.join(', ')}: a condition, the people behind a number, or a list.`;
  throw new ApiError('invalid_request', { field: others[0] ?? 'definition', message });
};

/** Describes a number in words, if the request does not. */
const formatSource = (report: string, pick: Pick, q: string | undefined): string =>
  [
    `${report} report`,
    ...Object.entries(pick).map(([name, value]) => `${name} ${value}`),
    ...(q === undefined ? [] : [`search ${q}`]),
  ]
    .join(', ')
    .slice(0, SOURCE_LENGTH);

/** `/populations`: saved conditions on people, and lists of them (S19). Mounted below `/api/sites/:key`. */
export const populationRoutes: Routes = (app, parts: Parts) => {
  const { engine, store, clock } = parts;
  const { populations } = store;

  const find = ({ params: { key, id } }: FastifyRequest<OfPopulation>): Population => {
    const population = populations.find(key, id);
    if (!population) throw new ApiError('unknown_population');
    return population;
  };
  const readMembers = (key: string, definition: object) =>
    planMembership(
      { name: 'definition', value: definition },
      readSetting(parts, key, clock()).merged,
    );
  const readPopulationMembers = (key: string, population: Population): Members =>
    population.kind === 'list' ? { list: population.id } : readMembers(key, population.definition);
  const countIn = (reply: FastifyReply, key: string) => async (members: Members, asOf: number) => {
    const plan = toMembersPlan(members, asOf);
    const { rows, ...run } = await queueReport(parts, reply, [key, plan], (signal) =>
      engine.report(key, plan, signal),
    );
    return { ...run, people: rows[0]!.people };
  };

  /** Everybody behind a number, exactly. */
  const listNumber = async (
    key: string,
    { name, source, ...body }: { name: string; source?: string },
  ): Promise<ListPopulation> => {
    const { pick, q, reportId } = planPeople(key, body);
    const merged = readMerged(parts, key, 'properties');
    const { identities, people, asOf, report } = await fromEngine(
      engine.reportIdentities({ site: key, reportId, pick, ...(q && { q }), merged }, LIST_MOST),
    );
    if (people > LIST_MOST)
      throw new ApiError('too_many_saved', {
        message: `This number has ${people.toLocaleString('en')} people; a list can have at most ${LIST_MOST.toLocaleString('en')}. Narrow it down, or save a condition.`,
      });
    return populations.createList(
      key,
      {
        name,
        source: source ?? formatSource(report, pick, q),
        asOf: new Date(asOf).toISOString(),
        created: new Date(clock()).toISOString(),
      },
      identities,
    );
  };

  const lists = listRoutes(app, parts);

  app.get<OfSite>('/populations', async ({ params: { key } }) => ({
    populations: populations.list(key),
  }));

  app.post<OfSite>(
    '/populations',
    { bodyLimit: lists.bodyLimit },
    async ({ params: { key }, body }, reply) => {
      const form = findForm(Object(body));
      const { name, definition, identities, source, ...number } = check(NewPopulation, body);
      const created = new Date(clock()).toISOString();
      reply.code(201);
      if (form === 'reportId')
        return listNumber(key, { name, ...(source !== undefined && { source }), ...number });
      const [part] = ['reportId', 'pick', 'q'].filter((one) => one in number);
      if (part)
        throw new ApiError('invalid_request', {
          field: part,
          message: `"${part}" needs "reportId".`,
        });
      if (form === 'identities')
        return populations.createList(
          key,
          { name, source: source ?? null, asOf: created, created },
          lists.read(key, identities!),
        );
      readMembers(key, definition!);
      return populations.save(key, { kind: 'condition', name, definition, created } as Population);
    },
  );

  app.get<OfPopulation>('/populations/:id', async (request) => find(request));

  app.patch<OfPopulation>('/populations/:id', async (request) => {
    const changes = check(PopulationChanges, request.body);
    const before = find(request);
    const foreign = before.kind === 'list' ? 'definition' : 'source';
    if (foreign in changes)
      throw new ApiError('invalid_request', {
        field: foreign,
        message: `"${foreign}" does not apply to a ${before.kind}.`,
      });
    if (changes.definition) readMembers(request.params.key, changes.definition);
    return populations.save(request.params.key, { ...before, ...changes } as Population);
  });

  app.delete<OfPopulation>('/populations/:id', async (request, reply) => {
    await populations.remove(request.params.key, find(request).id);
    return reply.code(204).send();
  });

  // A read, although it brings a definition along.
  app.post<OfSite>('/populations/size', async (request, reply) => {
    const { key } = request.params;
    const { definition } = check(Drafted, request.body);
    const now = clock();
    const size = await countIn(reply, key)(readMembers(key, definition), now);
    return { asOf: new Date(now).toISOString(), ...size };
  });

  app.post<OfSite>('/populations/compare', async (request, reply) => {
    const { key } = request.params;
    const { definition, ...number } = check(Compared, request.body);
    const asked = planPeople(key, number);
    const members = readMembers(key, definition);
    const asOf = clock();
    const query = { ...asked, merged: readMerged(parts, key, 'properties') };
    const compared = await queueReport(parts, reply, [key, 'compare', query, members], () =>
      engine.isPopulation(query, { asOf, members }),
    );
    return { asOf: new Date(asOf).toISOString(), ...compared };
  });

  app.get<OfPopulation>('/populations/:id/size', async (request, reply) => {
    const { key } = request.params;
    const count = countIn(reply, key);
    const population = find(request);
    const members = readPopulationMembers(key, population);
    const now = clock();
    const moments = toMoments(request.query, readSetting(parts, key, now));
    const format = readFormat(request);
    const size = await count(members, now);
    const asOf = new Date(now).toISOString();
    if (!moments) return { asOf, ...size };
    const series: { start: string; people: number }[] = [];
    for (const { start, asOf: moment } of moments) {
      // A list has the same people at every moment.
      const { people } = population.kind === 'list' ? size : await count(members, moment);
      series.push({ start, people });
    }
    if (format === 'csv')
      return sendTable(reply, 'size', [
        ['start', 'people'],
        ...series.map(({ start, people }) => [start, people]),
      ]);
    return { asOf, ...size, series };
  });

  app.get<OfPopulation>('/populations/:id/people', async (request, reply) => {
    const { key } = request.params;
    const { cursor, limit } = check(PageQuery, Convert(PageQuery, request.query));
    // The cursor carries the report whose people it is a place in: all pages are of one moment.
    const [known, place] = cursor?.split('.') ?? [];
    const reportId =
      known ??
      (await countIn(reply, key)(readPopulationMembers(key, find(request)), clock())).reportId;
    const asked = { site: key, reportId, pick: {}, ...(limit && { limit }) };
    const page = await sendPeople(parts, request, reply, (next) =>
      fromEngine(engine.reportPeople({ ...asked, ...(place && { cursor: place }), ...next })),
    );
    if (!('people' in page)) return page;
    return { ...page, cursor: page.cursor && `${reportId}.${page.cursor}` };
  });
};
