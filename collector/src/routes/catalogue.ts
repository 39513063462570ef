import type { FastifyReply } from 'fastify';
import { NAME_LENGTH, VALUE_LENGTH } from 'kmq/wire';
import { Type } from 'typebox';
import type { CatalogueAnswer, CatalogueQuery } from '../engine/engine.js';
import { ApiError } from '../errors.js';
import { readText } from '../reports/fields.js';
import { readProperty } from '../reports/matches.js';
import type { NameNotes } from '../store/catalogue.js';
import { check } from './check.js';
import { inTurn } from './in-turn.js';
import type { Parts, Routes } from './parts.js';
import { readParameter } from './query.js';
import { toMerged, toSetting } from './setting.js';

const DESCRIPTION_LENGTH = 1000;

const Name = Type.String({ minLength: 1, maxLength: NAME_LENGTH });
/** What is said about a name. */
export const Notes = Type.Partial(
  Type.Object({
    hidden: Type.Boolean(),
    description: Type.Union([Type.String({ maxLength: DESCRIPTION_LENGTH }), Type.Null()]),
    mergedInto: Type.Union([Name, Type.Null()]),
  }),
  { additionalProperties: false },
);

interface OfSite {
  Params: { key: string };
}

/** A name that is merged may not be a target, too: which one counts would depend on the order of reading. */
const checkMerge = (merged: Readonly<Record<string, string>>, name: string, into: string): void => {
  const problem =
    name === into
      ? 'A name cannot be merged into itself.'
      : Object.hasOwn(merged, into)
        ? `${into} is itself merged into ${merged[into]}; merge into that one.`
        : Object.values(merged).includes(name)
          ? 'Other names are merged into this one; take them out first.'
          : undefined;
  if (problem) throw new ApiError('invalid_request', { field: 'mergedInto', message: problem });
};

/** Rows with what was said about their names; hidden ones only where all are asked for. */
const withNotes = (
  rows: readonly CatalogueAnswer[],
  {
    notes,
    merged,
    all,
  }: {
    notes: ReadonlyMap<string, NameNotes>;
    merged: Readonly<Record<string, string>>;
    all: boolean;
  },
) => {
  const noted = rows.map((row) => {
    const { hidden = false, description = null } = notes.get(row.name) ?? {};
    const names = Object.keys(merged).filter((name) => merged[name] === row.name);
    return { ...row, hidden, description, merged: names };
  });
  return all ? noted : noted.filter(({ hidden }) => !hidden);
};

/** `/catalogue/…`: names and values that came with hits, and what people say about them (S15). */
export const catalogueRoutes: Routes = (app, parts: Parts) => {
  const { store } = parts;
  const read = (reply: FastifyReply, key: string, query: CatalogueQuery) =>
    inTurn(parts, reply, ['catalogue', key, query], (signal) =>
      parts.engine.catalogue(key, query, signal),
    );

  /** Lists names of one kind, and takes down what is said about one. */
  const addNames = (of: 'events' | 'properties', kept: 'catalogue' | 'properties') => {
    app.get<OfSite>(`/catalogue/${of}`, async (request, reply) => {
      const { key } = request.params;
      const merged = toMerged(parts, key, kept);
      const rows = await read(reply, key, { of, merged });
      const all = readParameter(request, 'hidden') !== undefined;
      return { [of]: withNotes(rows, { notes: store[kept].list(key), merged, all }) };
    });

    app.patch<{ Params: { key: string; name: string } }>(
      `/catalogue/${of}/:name`,
      async ({ params: { key, name: given }, body }) => {
        const name = given.normalize();
        const changes = check(Notes, body);
        if (changes.mergedInto) checkMerge(toMerged(parts, key, kept), name, changes.mergedInto);
        const notes: NameNotes = Object.fromEntries(
          Object.entries({ ...store[kept].list(key).get(name), ...changes }).filter(
            ([, value]) => value !== null && value !== false,
          ),
        );
        await store[kept].save(key, name, notes);
        return { name, hidden: false, description: null, mergedInto: null, ...notes };
      },
    );
  };
  addNames('events', 'catalogue');
  addNames('properties', 'properties');

  app.get<OfSite>('/catalogue/values', async (request, reply) => {
    const given = readParameter(request, 'property');
    if (!given)
      throw new ApiError('invalid_request', { field: 'property', message: 'property is missing.' });
    const event = readParameter(request, 'event')?.normalize();
    const q = readText({ name: 'q', value: readParameter(request, 'q') ?? '' }, VALUE_LENGTH);
    const { key } = request.params;
    const { merged } = toSetting(parts, key, parts.clock());
    const property = readProperty({ name: 'property', value: given }, merged);
    const rows = await read(reply, key, {
      of: 'values',
      property,
      ...(event && { event }),
      ...(q && { q }),
    });
    return { values: rows.map(({ name, ...row }) => ({ value: name, ...row })) };
  });
};
