import { Type } from 'typebox';
import { MappingToTry, NewSource, SourceChanges } from '../../sources/api.js';
import {
  Count,
  type Described,
  exact,
  Flag,
  Instant,
  orNull,
  Text,
  Texts,
  words,
} from './shapes.js';

const Source = exact({
  ...{ id: Text, kind: words(['stripe', 'webhook']), name: Text, url: Text, hasSecret: Flag },
  mapping: orNull(exact({ fields: Texts, event: Type.Optional(Text) })),
  ...{ created: Instant, lastReceived: orNull(Instant), lastProblem: orNull(Text) },
});

/** Services that send a site what happened there. */
export const SOURCES: Record<string, Described> = {
  'GET /api/sites/:key/sources': {
    id: 'listSources',
    summary: 'List the sources of a site',
    answer: exact({ sources: Type.Array(Source) }),
  },
  'POST /api/sites/:key/sources': {
    id: 'createSource',
    summary: 'Add a source; its address is where the service sends to',
    body: NewSource,
    status: 201,
    answer: Source,
  },
  'PATCH /api/sites/:key/sources/:id': {
    id: 'updateSource',
    summary: 'Rename a source, or set its signing secret or its mapping',
    body: SourceChanges,
    answer: Source,
  },
  'DELETE /api/sites/:key/sources/:id': {
    id: 'deleteSource',
    summary: 'Remove a source',
    status: 204,
  },
  'GET /api/sites/:key/sources/:id/received': {
    id: 'listReceived',
    summary: 'List what a source has sent of late, in memory alone',
    answer: exact({
      received: Type.Array(
        exact({
          ...{ time: Instant, recorded: Count, problem: orNull(Text) },
          members: Type.Array(exact({ path: Text, value: Text })),
        }),
      ),
    }),
  },
  'POST /api/sites/:key/sources/:id/preview': {
    id: 'previewMapping',
    summary: 'Show the event that a mapping makes of the last request',
    body: MappingToTry,
    answer: Type.Union([
      exact({
        hit: exact({
          ...{ name: Text, person: Text, properties: Texts },
          ...{ time: orNull(Instant), id: orNull(Text) },
        }),
      }),
      exact({ problem: Text }),
    ]),
  },
};
