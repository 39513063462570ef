import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { NAME_LENGTH } from 'kmq/wire';
import { Type } from 'typebox';
import { Convert } from 'typebox/value';
import {
  type Engine,
  PEOPLE_SORTS,
  type PeopleSort,
  type PersonPage,
} from '../../engine/engine.js';
import { ApiError } from '../../errors.js';
import { toMembersPlan } from '../../reports/members.js';
import { check } from '../http/check.js';
import { fromEngine } from '../http/from-engine.js';
import { queueReport } from '../http/queue-report.js';
import { readFormat } from '../http/send-table.js';
import type { Parts } from '../parts.js';
import { readMerged, readSetting } from '../sites/setting.js';
import { sendPeople } from './send-people.js';

const CURSOR_LENGTH = 1000;
const PAGE_LIMIT = 1000;

const Cursor = Type.Optional(Type.String({ maxLength: CURSOR_LENGTH }));
/** Which people are listed, and how. */
export const ListQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: NAME_LENGTH })),
  sort: Type.Optional(
    Type.Unsafe<PeopleSort>(
      Type.String({
        pattern: `^-?(${PEOPLE_SORTS.join('|')})$`,
        description: `one of ${PEOPLE_SORTS.join(', ')}, with - in front for the largest first`,
      }),
    ),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT })),
  cursor: Cursor,
  population: Type.Optional(Type.String({ maxLength: NAME_LENGTH })),
  format: Type.Optional(Type.String()),
});
/** Whom to find. */
export const FindQuery = Type.Object({
  identity: Type.String({ maxLength: NAME_LENGTH }),
  cursor: Cursor,
});
/** Which page of the timeline. */
export const PersonQuery = Type.Object({ cursor: Cursor });

/** The parameters of a request, those left empty left out. */
const readGiven = (request: FastifyRequest): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(request.query as Record<string, unknown>).filter(([, value]) => value !== ''),
  );

interface Of {
  Params: { key: string; personId: string };
}

/** `/people`: a site's people, and one of them (S14). Mounted below `/api/sites/:key`. */
export const peopleRoutes =
  (parts: Pick<Parts, 'engine' | 'store' | 'clock' | 'reportQueue'>): FastifyPluginAsync =>
  async (app) => {
    const { engine, clock } = parts;
    const readPerson = async (
      key: string,
      by: Parameters<Engine['person']>[1],
      cursor: string | undefined,
    ): Promise<PersonPage> => {
      const [events, properties] = [readMerged(parts, key), readMerged(parts, key, 'properties')];
      const person = await fromEngine(engine.person(key, by, { cursor, events, properties }));
      if (!person) throw new ApiError('unknown_person');
      return person;
    };

    app.get<Of>('/people', async (request, reply) => {
      const {
        population: id,
        format: _,
        ...query
      } = check(ListQuery, Convert(ListQuery, readGiven(request)));
      const { key } = request.params;
      const format = readFormat(request);
      const asOf = clock();
      const members =
        id === undefined ? undefined : readSetting(parts, key, asOf).findPopulation(id);
      if (id !== undefined && !members)
        throw new ApiError('unknown_population', { field: 'population' });
      const population = members && { asOf, members };
      if (!format)
        return sendPeople(parts, request, reply, (page) => {
          const asked = { site: key, ...query, ...(population && { population }), ...page };
          return queueReport(parts, reply, [key, 'people', asked], (signal) =>
            engine.people(asked, signal),
          );
        });
      const { q } = query;
      // Reads all people from one report: a list would count everything again for each page.
      const plan = toMembersPlan(members, asOf);
      const { reportId } = await queueReport(parts, reply, [key, plan], (signal) =>
        engine.report(key, plan, signal),
      );
      const picked = { site: key, reportId, pick: {}, ...(q && { q }) };
      return sendPeople(parts, request, reply, (page) =>
        fromEngine(engine.reportPeople({ ...picked, ...page })),
      );
    });

    app.get<Of>('/people/find', async (request) => {
      const { identity, cursor } = check(FindQuery, readGiven(request));
      return readPerson(request.params.key, { identity }, cursor);
    });

    app.get<Of>('/people/:personId', async (request) => {
      const { cursor } = check(PersonQuery, readGiven(request));
      return readPerson(request.params.key, { id: request.params.personId }, cursor);
    });
  };
