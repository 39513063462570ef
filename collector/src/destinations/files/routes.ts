import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { ExportedHit, ExportQuery } from '../../engine/engine.js';
import { ApiError } from '../../errors.js';
import { toCsv } from '../../reports/csv.js';
import { toMoment } from '../../reports/range.js';
import { createExportQueue } from '../../routes/hits/export-queue.js';
import { fromEngine } from '../../routes/http/from-engine.js';
import { readParameter } from '../../routes/http/query.js';
import { createSignal } from '../../routes/http/queue-report.js';
import type { Parts, Routes } from '../../routes/parts.js';
import { COLUMNS, type Column, createRow } from './columns.js';
import { writeParquet } from './parquet.js';

/** Hits that are asked for at a time: some 8 MB between two processes. */
const PAGE = 20_000;
/** An answer with a limit is read before it is sent, for its cursor to be known. */
const LIMIT_MOST = 20_000;
/** All that there is between the first and the last moment that a date can tell. */
const EVER_MS = 8.64e15;

const TYPES = {
  jsonl: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
} as const;
type Format = keyof typeof TYPES;

const PARAMETERS = ['format', 'from', 'to', 'cursor', 'limit'];

const refuse = (field: string, message: string): never => {
  throw new ApiError('invalid_request', { field, message });
};

/** A parameter with a typo would be an export of something else. */
const checkParameters = ({ query }: FastifyRequest): void => {
  const unknown = Object.keys(query as object).find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined)
    refuse(
      unknown.slice(0, 255),
      `Unknown parameter "${unknown.slice(0, 255)}"; use ${PARAMETERS.join(', ')}.`,
    );
};

const readFormat = (request: FastifyRequest): Format => {
  const format = readParameter(request, 'format') ?? 'jsonl';
  return Object.hasOwn(TYPES, format)
    ? (format as Format)
    : refuse('format', `"format" must be one of ${Object.keys(TYPES).join(', ')}.`);
};

const readLimit = (request: FastifyRequest): number | undefined => {
  const text = readParameter(request, 'limit');
  if (text === undefined) return undefined;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= LIMIT_MOST
    ? limit
    : refuse(
        'limit',
        `"limit" must be a whole number from 1 to ${LIMIT_MOST.toLocaleString('en')}.`,
      );
};

const CURSOR = /^hits:(\d{1,15})$/;

const formatCursor = (position: number): string =>
  Buffer.from(`hits:${position}`).toString('base64url');

const readCursor = (request: FastifyRequest): number => {
  const cursor = readParameter(request, 'cursor');
  if (cursor === undefined) return 0;
  const [, position] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (position === undefined) throw new ApiError('invalid_cursor', { field: 'cursor' });
  return Number(position);
};

type Read = (query: ExportQuery) => Promise<ExportedHit[]>;

/** Hits in pages, each asked for behind the last one. */
async function* readPages(
  read: Read,
  query: Omit<ExportQuery, 'limit'>,
): AsyncGenerator<ExportedHit[]> {
  let { after } = query;
  for (;;) {
    const hits = await read({ ...query, after, limit: PAGE });
    if (hits.length) yield hits;
    if (hits.length < PAGE) return;
    after = hits.at(-1)!.position;
  }
}

const NAMES = Object.keys(COLUMNS) as Column[];

async function* formatJson(pages: AsyncIterable<ExportedHit[]>, currency: string) {
  for await (const hits of pages)
    yield hits
      .map((hit) => {
        const { position, ...row } = createRow(hit, currency);
        const line = { position: Number(position), ...row, properties: hit.properties };
        return `${JSON.stringify(line)}\n`;
      })
      .join('');
}

async function* formatCsv(pages: AsyncIterable<ExportedHit[]>, currency: string) {
  yield toCsv([NAMES]);
  for await (const hits of pages)
    yield toCsv(
      hits.map((hit) => {
        const row = createRow(hit, currency);
        return NAMES.map((name) => row[name]);
      }),
    );
}

/** Sends hits as Parquet: the file is written beside the log first, and removed when it is sent. */
const sendParquet = async (
  { space }: Pick<Parts, 'space'>,
  {
    folder,
    pages,
    currency,
    ending,
  }: { folder: string; pages: AsyncIterable<ExportedHit[]>; currency: string; ending: AbortSignal },
): Promise<Readable> => {
  async function* createRows() {
    for await (const hits of pages) {
      // The disk is for hits first.
      if (space && (space.isFull() || space.waiting() > 0)) throw new ApiError('disk_nearly_full');
      yield hits.map((hit) => createRow(hit, currency));
    }
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const own = await mkdtemp(join(folder, 'export-'));
  try {
    const path = await writeParquet(own, COLUMNS, { rows: createRows(), ending });
    // It has no name any more when it is sent, so that nothing is left of it, whatever happens.
    return (await open(path)).createReadStream();
  } finally {
    await rm(own, { recursive: true, force: true });
  }
};

/** `/export/hits`: hits in bulk, each with the person whose it is now (S62). Mounted below `/api/sites/:key`. */
export const bulkExportRoutes: Routes = (app, parts) => {
  const { engine, store, exportFolder } = parts;
  const waitForTurn = createExportQueue();
  // What a crash has left.
  app.addHook('onReady', async () => rm(exportFolder, { recursive: true, force: true }));

  app.get<{ Params: { key: string } }>('/export/hits', async (request, reply) => {
    const { key } = request.params;
    const { timeZone, currency } = store.sites.get(key);
    checkParameters(request);
    const format = readFormat(request);
    const limit = readLimit(request);
    const readMoment = (name: string, otherwise: number): number => {
      const text = readParameter(request, name);
      if (text === undefined) return otherwise;
      const moment = toMoment(text, timeZone);
      if (moment === undefined) throw new ApiError('invalid_time', { field: name });
      return moment;
    };
    const range = {
      after: readCursor(request),
      from: readMoment('from', -EVER_MS),
      to: readMoment('to', EVER_MS),
    };
    await waitForTurn(key, reply);
    const signal = createSignal(reply);
    const read: Read = (query) => fromEngine(engine.exportedHits(key, query, signal));
    const { seq } = await fromEngine(engine.status());
    const query = { ...range, upTo: seq };
    const hits = limit === undefined ? undefined : await read({ ...query, limit });
    const isWhole = !hits || hits.length < limit!;
    const pages = hits ? [hits] : readPages(read, query);
    const all = (async function* () {
      yield* pages;
    })();
    reply
      .header('cache-control', 'no-store')
      .header(
        'x-next-cursor',
        formatCursor(isWhole ? Math.max(seq, range.after) : hits.at(-1)!.position),
      )
      .header('content-disposition', `attachment; filename="${key}.${format}"`)
      .type(TYPES[format]);
    if (format === 'parquet') {
      const file = { folder: exportFolder, pages: all, currency, ending: signal };
      return reply.send(await sendParquet(parts, file));
    }
    const lines = format === 'csv' ? formatCsv(all, currency) : formatJson(all, currency);
    return reply.send(Readable.from(lines));
  });
};
