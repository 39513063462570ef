import type { FastifyReply } from 'fastify';
import { NAME_LENGTH, VALUE_LENGTH } from 'kmq/wire';
import { Type } from 'typebox';
import type { CatalogueAnswer, CatalogueQuery } from '../../engine/engine.js';
import { ApiError } from '../../errors.js';
import { CURRENCY_NAMES, REVENUE_NAMES } from '../../money.js';
import { createFold, type Naming } from '../../names.js';
import { ACQUISITION } from '../../reports/acquisition.js';
import { planProperty, Name as SeenName, text } from '../../reports/condition.js';
import { Event, planEvent } from '../../reports/event.js';
import { validate } from '../../reports/validate.js';
import type { NameNotes } from '../../store/catalogue.js';
import { check } from '../http/check.js';
import { readParameter } from '../http/query.js';
import { queueReport } from '../http/queue-report.js';
import type { Parts, Routes } from '../parts.js';
import { readMerged, readSetting, tellNames } from '../sites/setting.js';

const DESCRIPTION_LENGTH = 1000;

const Name = Type.String({ minLength: 1, maxLength: NAME_LENGTH });
/** What is said about a name. */
export const Notes = Type.Partial(
  Type.Object({
    hidden: Type.Boolean(),
    description: Type.Union([Type.String({ maxLength: DESCRIPTION_LENGTH }), Type.Null()]),
    mergedInto: Type.Union([Name, Type.Null()]),
    /** Merges into a name that never came, too. */
    confirm: Type.Boolean(),
  }),
  { additionalProperties: false },
);

interface OfSite {
  Params: { key: string };
}

interface Merging {
  name: string;
  into: string;
  naming: Naming;
}

/** A name that is merged may not be a target, too: which one counts would depend on the order of reading. */
const checkMerge = ({ name, into, naming }: Merging): void => {
  const { merged, foldNames } = naming;
  const compare = createFold(naming);
  const isSame = (a: string, b: string) => compare(a) === compare(b);
  const found = Object.entries(merged).find(([from]) => isSame(from, into));
  const problem = isSame(name, into)
    ? foldNames && name !== into
      ? `${name} and ${into} differ in case alone: this site counts them as one name already.`
      : 'A name cannot be merged into itself.'
    : found
      ? `${into} is itself merged into ${found[1]}; merge into that one.`
      : Object.values(merged).some((to) => isSame(to, name))
        ? 'Other names are merged into this one; unmerge them first.'
        : undefined;
  if (problem) throw new ApiError('invalid_request', { field: 'mergedInto', message: problem });
};

/** Names of properties that mean something to reports, whether any hit has had them or not. */
const isKnown = (of: 'events' | 'properties', name: string): boolean =>
  of === 'properties' &&
  [...REVENUE_NAMES, ...CURRENCY_NAMES, ...Object.keys(ACQUISITION)].includes(name);

/** What is said about a name, whichever of its spellings it was said of. */
const findNotes = (
  notes: ReadonlyMap<string, NameNotes>,
  name: string,
  naming: Pick<Naming, 'foldNames'>,
): [name: string, notes: NameNotes] => {
  const compare = createFold(naming);
  const own = notes.get(name);
  if (own) return [name, own];
  return [...notes].find(([other]) => compare(other) === compare(name)) ?? [name, {}];
};

/** Rows with what was said about their names; hidden ones only where all are asked for. */
const withNotes = (
  rows: readonly CatalogueAnswer[],
  { notes, naming, all }: { notes: ReadonlyMap<string, NameNotes>; naming: Naming; all: boolean },
) => {
  const compare = createFold(naming);
  const noted = rows.map((row) => {
    const [, { hidden = false, description = null }] = findNotes(notes, row.name, naming);
    const names = Object.entries(naming.merged).flatMap(([from, to]) =>
      compare(to) === compare(row.name) ? from : [],
    );
    return { ...row, hidden, description, merged: names };
  });
  return all ? noted : noted.filter(({ hidden }) => !hidden);
};

/** `/catalogue/…`: names and values that came with hits, and what people say about them (S15). */
export const catalogueRoutes: Routes = (app, parts: Parts) => {
  const { store } = parts;
  const read = (reply: FastifyReply, key: string, query: CatalogueQuery) =>
    queueReport(parts, reply, [key, 'catalogue', query], (signal) =>
      parts.engine.catalogue(key, query, signal),
    );

  const readNaming = (key: string, kept: 'catalogue' | 'properties'): Naming => ({
    merged: readMerged(parts, key, kept),
    foldNames: store.sites.get(key).foldNames,
  });

  /** Most often a name that never came is a mistake. */
  const checkSeen = async (
    reply: FastifyReply,
    key: string,
    { of, into }: { of: 'events' | 'properties'; into: string },
  ): Promise<void> => {
    if (isKnown(of, into)) return;
    const found = await read(reply, key, { of: 'seen', kind: of, names: [into] });
    if (!found.length)
      throw new ApiError('unseen_name', {
        field: 'mergedInto',
        message: `No hit was ever sent as "${into}". Check the spelling, or send "confirm": true to merge anyway.`,
      });
  };

  /** Lists names of one kind, and takes down what is said about one. */
  const addNames = (of: 'events' | 'properties', kept: 'catalogue' | 'properties') => {
    app.get<OfSite>(`/catalogue/${of}`, async (request, reply) => {
      const { key } = request.params;
      const naming = readNaming(key, kept);
      const rows = await read(reply, key, { of, merged: naming.merged });
      const all = readParameter(request, 'hidden') !== undefined;
      return { [of]: withNotes(rows, { notes: store[kept].list(key), naming, all }) };
    });

    app.patch<{ Params: { key: string; name: string } }>(
      `/catalogue/${of}/:name`,
      async ({ params: { key, name: given }, body }, reply) => {
        const name = given.normalize();
        const { confirm, ...changes } = check(Notes, body);
        const naming = readNaming(key, kept);
        const into = changes.mergedInto?.normalize();
        if (into) {
          checkMerge({ name, into, naming });
          if (!confirm) await checkSeen(reply, key, { of, into });
        }
        const [about, before] = findNotes(store[kept].list(key), name, naming);
        const notes: NameNotes = Object.fromEntries(
          Object.entries({ ...before, ...changes, ...(into && { mergedInto: into }) }).filter(
            ([, value]) => value !== null && value !== false,
          ),
        );
        await store[kept].save(key, about, notes);
        if (changes.mergedInto !== undefined) tellNames(parts);
        return { name, hidden: false, description: null, mergedInto: null, ...notes };
      },
    );
  };
  addNames('events', 'catalogue');
  addNames('properties', 'properties');

  app.get<OfSite>('/catalogue/values', async (request, reply) => {
    const given = readParameter(request, 'property');
    if (!given)
      throw new ApiError('invalid_request', {
        field: 'property',
        message: '"property" is missing.',
      });
    const event = readParameter(request, 'event')?.normalize();
    const sought = { name: 'q', value: readParameter(request, 'q') ?? '' };
    const q = validate(text(VALUE_LENGTH), sought);
    const { key } = request.params;
    const { merged } = readSetting(parts, key, parts.clock());
    const property = planProperty(validate(SeenName, { name: 'property', value: given }), merged);
    const { names: events } = event
      ? planEvent(validate(Event, { name: 'event', value: event }), merged)
      : { names: null };
    const rows = await read(reply, key, {
      of: 'values',
      property,
      ...(events && { events }),
      ...(q && { q }),
    });
    return { values: rows.map(({ name, ...row }) => ({ value: name, ...row })) };
  });
};
