import { Type } from 'typebox';
import { SETTLING } from '../../reports/report.js';
import { LinkIds, Pair } from '../people/links.js';
import { FindQuery, ListQuery, PersonQuery } from '../people/people.js';
import { Columns, Erase, Start } from '../sites/jobs.js';
import {
  AS_FILE,
  Count,
  Cursor,
  type Described,
  exact,
  Flag,
  Instant,
  Money,
  orNull,
  Text,
  Texts,
  words,
} from './shapes.js';

const Identity = exact({ identity: Text, kind: words(['anonymous', 'named']), firstSeen: Instant });

const PERSON = {
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  identities: Type.Array(Identity),
  firstSeen: Instant,
  lastSeen: Instant,
  events: Count,
  revenue: Money,
  properties: Texts,
};

/** A page of people behind a number. */
export const PickedPage = exact({
  people: Type.Array(exact(PERSON)),
  total: Count,
  cursor: Cursor,
});
const PeoplePage = exact({ people: Type.Array(exact(PERSON)), cursor: Cursor, ...SETTLING });

const Link = exact({
  ...{ id: Text, a: Text, b: Text, time: Instant },
  source: words(['i', 'a', 'f', 'u']),
  state: words(['joined', 'refused', 'held', 'unproven', 'unlinked', 'placeholder']),
  proven: orNull(Flag),
});

const Links = exact({ links: Type.Array(Link) });

const PersonPage = exact({
  ...PERSON,
  timeline: Type.Array(
    exact({
      time: Instant,
      kind: words(['event', 'set', 'alias']),
      name: Type.Optional(Text),
      identity: Text,
      properties: Texts,
    }),
  ),
  cursor: Cursor,
  links: Type.Array(Link),
  ...SETTLING,
});

/** A job: what it is doing, and what each kind tells besides. */
export const Job = Type.Object(
  {
    id: Text,
    site: Text,
    kind: words(['erase', 'import-hits', 'demo-history']),
    state: words(['running', 'done', 'failed', 'reading', 'preview']),
    created: Instant,
    finished: Type.Optional(Instant),
    problem: Type.Optional(Text),
  },
  { additionalProperties: true },
);
/** A job that was begun just now. */
export const Begun = Type.Intersect([Job, Type.Object({ job: Text })]);

/** People, their links, and jobs about them. */
export const PEOPLE: Record<string, Described> = {
  'GET /api/sites/:key/people': {
    id: 'listPeople',
    summary: 'List people; with a format, all of them',
    query: ListQuery,
    answer: PeoplePage,
    description: AS_FILE,
  },
  'GET /api/sites/:key/people/find': {
    id: 'findPerson',
    summary: 'Find a person by an identity',
    query: FindQuery,
    answer: PersonPage,
  },
  'GET /api/sites/:key/people/:personId': {
    id: 'getPerson',
    summary: 'Read a person by a public id',
    query: PersonQuery,
    answer: PersonPage,
  },
  'POST /api/sites/:key/people/unlink': {
    id: 'unlinkIdentities',
    summary: 'Unlink two identities',
    body: Pair,
    answer: exact({ links: Type.Array(Link), onePerson: Flag, through: Type.Array(Link) }),
  },
  'GET /api/sites/:key/people/links/waiting': {
    id: 'listWaitingLinks',
    summary: 'List links that wait for approval, each pair of identities once',
    query: exact({ cursor: Type.Optional(Text) }),
    answer: exact({
      links: Type.Array(Type.Intersect([Link, Type.Object({ times: Count })])),
      cursor: Cursor,
    }),
  },
  'POST /api/sites/:key/people/links/approve': {
    id: 'approveLinks',
    summary: 'Approve waiting links, at most 200',
    body: LinkIds,
    answer: Links,
  },
  'POST /api/sites/:key/people/links/unapprove': {
    id: 'unapproveLinks',
    summary: 'Revert approvals of links',
    body: LinkIds,
    answer: Links,
  },
  'POST /api/sites/:key/people/links/:id/approve': {
    id: 'approveLink',
    summary: 'Approve a waiting link',
    answer: exact({ link: orNull(Link) }),
  },
  'POST /api/sites/:key/people/erase': {
    id: 'erasePerson',
    summary: 'Erase a person, as a job',
    query: exact({ dryRun: Type.Optional(Text) }),
    body: Erase,
    status: 202,
    answer: Begun,
  },
  'POST /api/sites/:key/import': {
    id: 'importHits',
    summary: 'Upload a file of hits as a job with a preview',
    accepts: 'application/octet-stream',
    status: 202,
    answer: Begun,
  },
  'GET /api/sites/:key/jobs': {
    id: 'listJobs',
    summary: 'List the latest jobs',
    answer: exact({ jobs: Type.Array(Job) }),
  },
  'GET /api/sites/:key/jobs/:id': { id: 'getJob', summary: 'Read a job', answer: Job },
  'POST /api/sites/:key/jobs/:id/columns': {
    id: 'chooseImportColumns',
    summary: 'Map the columns of a CSV file and read it again',
    body: Columns,
    status: 202,
    answer: Begun,
  },
  'POST /api/sites/:key/jobs/:id/start': {
    id: 'startImport',
    summary: 'Start an import after its preview',
    body: Start,
    status: 202,
    answer: Begun,
  },
  'POST /api/sites/:key/history': {
    id: 'loadDemoHistory',
    summary: 'Load demo data, as a job',
    status: 202,
    answer: Begun,
  },
  'GET /api/sites/:key/export.jsonl': {
    id: 'exportHits',
    summary: 'Export all hits as JSON Lines, in order of arrival',
    query: Type.Object({
      from: Type.Optional(Text),
      to: Type.Optional(Text),
      cursor: Type.Optional(Text),
    }),
    types: ['application/x-ndjson'],
  },
  'GET /api/sites/:key/export/hits': {
    id: 'exportHitsInBulk',
    summary: 'Export hits with the person whose they are now, as JSON Lines, CSV or Parquet',
    description: 'The header `X-Next-Cursor` is the cursor of what comes later.',
    query: exact({
      format: Type.Optional(words(['jsonl', 'csv', 'parquet'])),
      from: Type.Optional(Text),
      to: Type.Optional(Text),
      cursor: Type.Optional(Text),
      limit: Type.Optional(Text),
    }),
    types: ['application/x-ndjson', 'text/csv', 'application/vnd.apache.parquet'],
  },
  'GET /api/sites/:key/live': {
    id: 'watchHits',
    summary: 'Watch hits as they arrive',
    query: Type.Object({ recent: Type.Optional(Text) }),
    types: ['text/event-stream'],
  },
};
