import { Type } from 'typebox';
import { REPORT_NAMES } from '../../reports/registry.js';
import { RUN } from '../../reports/report.js';
import { Identities } from '../people/lists.js';
import {
  Compared,
  Drafted,
  NewPopulation,
  PageQuery,
  PopulationChanges,
} from '../people/population-schemas.js';
import { Notes } from '../reports/catalogue.js';
import { NewNote, NoteChanges } from '../reports/notes.js';
import { NewSavedReport, SavedReportChanges } from '../reports/saved-reports.js';
import { PickedPage } from './people.js';
import {
  AS_FILE,
  Count,
  Day,
  type Described,
  exact,
  Flag,
  FORMAT,
  Instant,
  orNull,
  Period,
  Text,
  words,
} from './shapes.js';

const SavedReport = exact({
  ...{ id: Text, name: Text, kind: words(REPORT_NAMES), plan: Type.Object({}) },
  ...{ view: orNull(Text), created: Instant, changed: Instant },
});
const Note = exact({ id: Text, date: Day, text: Text, created: Instant });
const SAVED_POPULATION = { id: Text, name: Text, created: Instant };
const ListPopulation = exact({
  ...SAVED_POPULATION,
  ...{ kind: Type.Literal('list'), source: orNull(Text), asOf: Instant },
  ...{ identities: Count, changed: Instant },
});
const Population = Type.Union([
  exact({ ...SAVED_POPULATION, kind: Type.Literal('condition'), definition: Type.Object({}) }),
  ListPopulation,
]);
const REJECTED = {
  invalid: Count,
  rejections: Type.Array(exact({ line: Count, reason: Text })),
  population: ListPopulation,
};

const SEEN = { count: Count, firstSeen: Instant, lastSeen: Instant };
const NOTED = { hidden: Flag, description: orNull(Text), merged: Type.Array(Text) };
const NameNotes = exact({
  ...{ name: Text, hidden: Flag, description: orNull(Text), mergedInto: orNull(Text) },
});
const HiddenQuery = Type.Object({ hidden: Type.Optional(Text) });

/** Reading, changing and removing one of several things of a kind. */
const toKept = (
  path: string,
  {
    one,
    noun,
    Saved,
    fresh,
    changes,
  }: { one: string; noun: string; Saved: typeof Note; fresh: object; changes: object },
): Record<string, Described> => ({
  [`POST ${path}`]: {
    id: `create${noun}`,
    summary: `Save ${one}`,
    body: fresh as never,
    status: 201,
    answer: Saved,
  },
  [`PATCH ${path}/:id`]: {
    id: `update${noun}`,
    summary: `Change ${one}`,
    body: changes as never,
    answer: Saved,
  },
  [`DELETE ${path}/:id`]: { id: `delete${noun}`, summary: `Remove ${one}`, status: 204 },
});

/** What people save and say: reports, notes, populations, names. */
export const SAVED: Record<string, Described> = {
  'GET /api/sites/:key/reports/saved': {
    id: 'listSavedReports',
    summary: 'List saved reports',
    answer: exact({ reports: Type.Array(SavedReport) }),
  },
  'GET /api/sites/:key/reports/saved/:id': {
    id: 'getSavedReport',
    summary: 'Read a saved report',
    answer: SavedReport,
  },
  ...toKept('/api/sites/:key/reports/saved', {
    one: 'a report',
    noun: 'SavedReport',
    Saved: SavedReport as never,
    fresh: NewSavedReport,
    changes: SavedReportChanges,
  }),
  'GET /api/sites/:key/notes': {
    id: 'listNotes',
    summary: 'List notes by day',
    query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
    answer: exact({ notes: Type.Array(Note) }),
  },
  ...toKept('/api/sites/:key/notes', {
    one: 'a note',
    noun: 'Note',
    Saved: Note,
    fresh: NewNote,
    changes: NoteChanges,
  }),
  'GET /api/sites/:key/populations': {
    id: 'listPopulations',
    summary: 'List saved populations',
    answer: exact({ populations: Type.Array(Population) }),
  },
  'GET /api/sites/:key/populations/:id': {
    id: 'getPopulation',
    summary: 'Read a population',
    answer: Population,
  },
  ...toKept('/api/sites/:key/populations', {
    one: 'a population',
    noun: 'Population',
    Saved: Population as never,
    fresh: NewPopulation,
    changes: PopulationChanges,
  }),
  'POST /api/sites/:key/populations/size': {
    id: 'countDefinition',
    summary: 'Count the people of conditions that are not saved',
    body: Drafted,
    answer: exact({ ...RUN, people: Count }),
  },
  'POST /api/sites/:key/populations/compare': {
    id: 'compareDefinition',
    summary: 'Compare a condition with the people behind a number',
    body: Compared,
    answer: exact({ asOf: Instant, people: Count, same: Flag }),
  },
  'GET /api/sites/:key/populations/:id/identities': {
    id: 'listIdentities',
    summary: 'Read the identities of a list',
    query: Type.Object({ format: Type.Optional(Text) }),
    answer: exact({ identities: Type.Array(Text) }),
    description: AS_FILE,
  },
  'POST /api/sites/:key/populations/:id/add': {
    id: 'addToList',
    summary: 'Add people to a list: identities, or a CSV of them',
    body: Identities,
    answer: exact({ added: Count, already: Count, unknown: Count, ...REJECTED }),
  },
  'POST /api/sites/:key/populations/:id/remove': {
    id: 'removeFromList',
    summary: 'Remove people from a list: identities, or a CSV of them',
    body: Identities,
    answer: exact({ removed: Count, absent: Count, ...REJECTED }),
  },
  'GET /api/sites/:key/populations/:id/size': {
    id: 'getPopulationSize',
    summary: 'Count a population, now and over time',
    description: AS_FILE,
    query: Type.Object({ by: Type.Optional(Period), last: Type.Optional(Text), ...FORMAT }),
    answer: exact({
      ...RUN,
      people: Count,
      series: Type.Optional(Type.Array(exact({ start: Day, people: Count }))),
    }),
  },
  'GET /api/sites/:key/populations/:id/people': {
    id: 'listPopulationPeople',
    summary: 'List the people of a population; with a format, all of them',
    query: PageQuery,
    answer: PickedPage,
    description: AS_FILE,
  },
  'GET /api/sites/:key/catalogue/events': {
    id: 'listEvents',
    summary: 'List the events of a site, the most frequent first',
    query: HiddenQuery,
    answer: exact({
      events: Type.Array(exact({ name: Text, ...SEEN, people: Count, ...NOTED })),
    }),
  },
  'PATCH /api/sites/:key/catalogue/events/:name': {
    id: 'updateEvent',
    summary: 'Hide, describe or merge an event',
    body: Notes,
    answer: NameNotes,
  },
  'GET /api/sites/:key/catalogue/properties': {
    id: 'listProperties',
    summary: 'List the properties of a site, the most frequent first',
    query: HiddenQuery,
    answer: exact({
      properties: Type.Array(
        exact({ name: Text, ...SEEN, event: Flag, person: Flag, values: Count, ...NOTED }),
      ),
    }),
  },
  'PATCH /api/sites/:key/catalogue/properties/:name': {
    id: 'updateProperty',
    summary: 'Hide, describe or merge a property',
    body: Notes,
    answer: NameNotes,
  },
  'GET /api/sites/:key/catalogue/values': {
    id: 'listValues',
    summary: 'List the values of a property, the most frequent first',
    query: Type.Object({
      ...{ property: Text, event: Type.Optional(Text), q: Type.Optional(Text) },
    }),
    answer: exact({ values: Type.Array(exact({ value: Text, ...SEEN, people: Count })) }),
  },
};
