import { Readable } from 'node:stream';
import { ApiError } from '../../errors.js';
import { readDistinctHits } from '../../ingest/log/distinct.js';
import { exportHit } from '../../ingest/log/exported.js';
import type { HitRecord } from '../../ingest/record.js';
import { toMoment } from '../../reports/range.js';
import { type Hiding, hideHit } from '../../team/pseudonyms.js';
import { readParameter } from '../http/query.js';
import type { Parts, Routes } from '../parts.js';
import { createExportQueue } from './export-queue.js';

interface Range {
  from: number;
  to: number;
  /** Hits up to this position are left out, and so many after it. */
  afterSeq: number;
  skip: number;
}

/** `<position>` or `<position>.<lines already read>`. */
const parseCursor = (cursor: string | undefined): Pick<Range, 'afterSeq' | 'skip'> => {
  const [, seq, lines = '0'] = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(cursor ?? '0') ?? [];
  if (seq === undefined) throw new ApiError('invalid_cursor', { field: 'cursor' });
  return { afterSeq: Number(seq), skip: Number(lines) };
};

async function* readLines(
  hits: AsyncIterable<HitRecord[]>,
  { from, to, afterSeq, skip }: Range,
  hiding: Hiding | null,
): AsyncGenerator<string> {
  let skipped = 0;
  for await (const part of hits) {
    let text = '';
    for (const hit of part) {
      if (hit.seq <= afterSeq || hit.time < from || hit.time >= to) continue;
      if (skipped < skip) skipped++;
      else text += `${JSON.stringify(hiding ? hideHit(exportHit(hit), hiding) : exportHit(hit))}\n`;
    }
    if (text) yield text;
  }
}

/**
 * `export.jsonl`: every hit once, straight from the log, in the order of arrival. `X-Next-Cursor` continues
 * behind this answer; when the answer breaks off, the cursor it was asked with and `.` and the number of
 * complete lines that came continue there.
 */
export const exportRoutes: Routes = (app, { createReader, log, store }: Parts) => {
  const waitForTurn = createExportQueue();
  app.get<{ Params: { key: string } }>('/export.jsonl', async (request, reply) => {
    const { key } = request.params;
    const { timeZone } = store.sites.get(key);
    const readMoment = (name: string): number | undefined => {
      const text = readParameter(request, name);
      if (text === undefined) return undefined;
      const moment = toMoment(text, timeZone);
      if (moment === undefined) throw new ApiError('invalid_time', { field: name });
      return moment;
    };
    const range = {
      from: readMoment('from') ?? Number.NEGATIVE_INFINITY,
      to: readMoment('to') ?? Number.POSITIVE_INFINITY,
      ...parseCursor(readParameter(request, 'cursor')),
    };
    const isAsked = request.method !== 'HEAD';
    if (isAsked) await waitForTurn(key, reply);
    const upToSeq = log.syncedSeq();
    const lines = readLines(readDistinctHits(createReader(), key, upToSeq), range, request.hiding);
    return reply
      .header('cache-control', 'no-store')
      .header('x-next-cursor', String(upToSeq))
      .type('application/x-ndjson; charset=utf-8')
      .send(isAsked ? Readable.from(lines) : '');
  });
};
