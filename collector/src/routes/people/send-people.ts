import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Merged, PersonRow } from '../../engine/engine.js';
import { type Cell, toCsv } from '../../reports/csv.js';
import { hidePeople } from '../../team/pseudonyms.js';
import { fromEngine } from '../http/from-engine.js';
import { readFormat, sendFile } from '../http/send-table.js';
import type { Parts } from '../parts.js';
import { readMerged } from '../sites/setting.js';

/** Number of people per request to the engine. */
const PAGE = 1000;
/** Maximum number of property columns; the rarest are left out. */
const COLUMNS_MOST = 200;

/** A page of people, and where the next one begins. */
interface Page {
  people: PersonRow[];
  cursor: string | null;
}
/** Lists people from a place on; without a limit as many as were asked for. Fails in the API's words. */
type List = (page: { cursor?: string; limit?: number; merged: Merged }) => Promise<Page>;

async function* readAll(
  list: (cursor: string) => Promise<Page>,
  first: Page,
): AsyncGenerator<PersonRow[]> {
  let page = first;
  for (;;) {
    yield page.people;
    if (!page.cursor) return;
    page = await list(page.cursor);
  }
}

const FIXED = ['id', 'identities', 'first seen', 'last seen', 'events', 'revenue'];

const createRow = (person: PersonRow, names: readonly string[]): Cell[] => [
  ...[person.id, person.identities.map(({ identity }) => identity).join(' ')],
  ...[person.firstSeen, person.lastSeen, person.events, person.revenue],
  // A property may be called `constructor`.
  ...names.map((name) => (Object.hasOwn(person.properties, name) ? person.properties[name] : '')),
];

async function* formatCsv(pages: AsyncIterable<PersonRow[]>, names: readonly string[]) {
  yield toCsv([[...FIXED, ...names]]);
  for await (const people of pages) yield toCsv(people.map((person) => createRow(person, names)));
}

async function* formatJson(pages: AsyncIterable<PersonRow[]>) {
  yield '{"people":[';
  let between = '';
  for await (const people of pages)
    for (const person of people) {
      yield `${between}\n${JSON.stringify(person)}`;
      between = ',';
    }
  yield '\n]}\n';
}

/** Sends a page of people; with a `format` all of them, as they are read. */
export const sendPeople = async (
  { engine, store }: Pick<Parts, 'engine' | 'store'>,
  request: FastifyRequest,
  reply: FastifyReply,
  read: List,
): Promise<Page | FastifyReply> => {
  const format = readFormat(request);
  const { key } = request.params as { key: string };
  const merged = readMerged({ store }, key, 'properties');
  // A plain answer is hidden as all of them are; a file is written piece by piece.
  if (!format) return read({ merged });
  const { hiding } = request;
  const list: List = hiding ? async (page) => hidePeople(await read(page), hiding) as Page : read;
  const first = await list({ merged, limit: PAGE });
  const names = await fromEngine(engine.catalogue(key, { of: 'people', merged: merged }));
  const columns = names
    .map(({ name }) => name)
    .filter((name) => !hiding?.isPersonal(name))
    .slice(0, COLUMNS_MOST);
  const pages = readAll((cursor) => list({ merged, limit: PAGE, cursor }), first);
  const parts = format === 'csv' ? formatCsv(pages, columns) : formatJson(pages);
  return sendFile(reply, { name: 'people', format }).send(Readable.from(parts));
};
