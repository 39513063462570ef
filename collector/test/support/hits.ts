import type { Draft } from '../../src/ingest/log/log.js';
import type { HitRecord, LogRecord } from '../../src/ingest/record.js';

/** 2026-11-22T12:00:00Z, the moment at which tests happen, in Unix milliseconds. */
export const NOW = Date.UTC(2026, 10, 22, 12);

/** A hit of Ada's, ready for the log. */
export const toDraft = (
  fields: Record<string, string> = {},
  rest: Partial<Omit<HitRecord, 'seq' | 'fields'>> = {},
): Draft => ({
  type: 'hit',
  v: 1,
  site: 'demo',
  kind: 'e',
  fields: Object.entries({ _n: 'Signed Up', _p: 'ada@example.com', ...fields }),
  received: NOW,
  time: NOW,
  via: 'single',
  ...rest,
});

/** Everything a reader gives, as one list. */
export const readAll = async (parts: AsyncIterable<LogRecord[]>): Promise<LogRecord[]> => {
  const records: LogRecord[] = [];
  for await (const part of parts) records.push(...part);
  return records;
};

/** The event names of records, in order. */
export const toNames = (records: readonly LogRecord[]): (string | undefined)[] =>
  records.map((record) => (record.type === 'hit' ? new Map(record.fields).get('_n') : record.type));
