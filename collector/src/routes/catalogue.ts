import { Type } from 'typebox';
import { ApiError } from '../errors.js';
import type { EventNotes } from '../store/catalogue.js';
import { check } from './check.js';
import { fromEngine } from './from-engine.js';
import type { Parts, Routes } from './parts.js';
import { readParameter } from './query.js';
import { toMerged } from './setting.js';

const NAME_LENGTH = 255;
const DESCRIPTION_LENGTH = 1000;

const Name = Type.String({ minLength: 1, maxLength: NAME_LENGTH });
const Notes = Type.Partial(
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

/** `/catalogue/…`: names and values that came with hits, and what people say about them (S15). */
export const catalogueRoutes: Routes = (app, parts: Parts) => {
  const { engine, store } = parts;

  app.get<OfSite>('/catalogue/events', async (request) => {
    const { key } = request.params;
    const merged = toMerged(parts, key);
    const notes = store.catalogue.list(key);
    const rows = await fromEngine(engine.catalogue(key, { of: 'events', merged }));
    const all = readParameter(request, 'hidden') !== undefined;
    const events = rows.map((row) => {
      const { hidden = false, description = null } = notes.get(row.name) ?? {};
      const names = Object.keys(merged).filter((name) => merged[name] === row.name);
      return { ...row, hidden, description, merged: names };
    });
    return { events: all ? events : events.filter(({ hidden }) => !hidden) };
  });

  app.patch<{ Params: { key: string; name: string } }>(
    '/catalogue/events/:name',
    async ({ params: { key, name }, body }) => {
      const changes = check(Notes, body);
      if (changes.mergedInto) checkMerge(toMerged(parts, key), name, changes.mergedInto);
      const notes: EventNotes = Object.fromEntries(
        Object.entries({ ...store.catalogue.list(key).get(name), ...changes }).filter(
          ([, value]) => value !== null && value !== false,
        ),
      );
      await store.catalogue.save(key, name, notes);
      return { name, hidden: false, description: null, mergedInto: null, ...notes };
    },
  );

  app.get<OfSite>('/catalogue/properties', async ({ params: { key } }) => ({
    properties: await fromEngine(engine.catalogue(key, { of: 'properties' })),
  }));

  app.get<OfSite>('/catalogue/values', async (request) => {
    const property = readParameter(request, 'property');
    if (!property)
      throw new ApiError('invalid_request', { field: 'property', message: 'property is missing.' });
    const [event, q] = [readParameter(request, 'event'), readParameter(request, 'q')];
    const rows = await fromEngine(
      engine.catalogue(request.params.key, {
        of: 'values',
        property,
        ...(event && { event }),
        ...(q && { q }),
      }),
    );
    return { values: rows.map(({ name, ...row }) => ({ value: name, ...row })) };
  });
};
