import type { LogReader } from '../../src/engine/engine.js';
import type { Draft as LogDraft } from '../../src/ingest/log/log.js';
import type { HitRecord, LogRecord } from '../../src/ingest/record.js';

/** 22 November 2026, 10:00 UTC: the time of a record that is not told another. */
export const T0 = Date.UTC(2026, 10, 22, 10);

/** A hit's record without its place in the log. */
export type Draft = Omit<HitRecord, 'seq'>;

/** A hit as ingest would have let it in: fields as sent, by default with a time, at `T0` plus so many milliseconds. */
export const toRecord = (
  kind: HitRecord['kind'],
  fields: Record<string, string>,
  after = 0,
  site = 'demo',
): Draft => {
  const time = T0 + after;
  return {
    type: 'hit',
    v: 1,
    site,
    kind,
    fields: Object.entries({ _t: String(time / 1000), ...fields }),
    received: time + 50,
    time,
    via: 'batch',
  };
};

/** Records as a log: each with its place. */
export const toLog = (records: readonly LogDraft[]): LogRecord[] =>
  records.map((record, at) => ({ ...record, seq: at + 1 }) as LogRecord);

/** Reads records from memory, a few at a time. */
export const readFrom = (records: readonly LogRecord[], atOnce = 700): LogReader =>
  async function* (afterSeq, upToSeq) {
    const wanted = records.filter(({ seq }) => seq > afterSeq && seq <= upToSeq);
    for (let at = 0; at < wanted.length; at += atOnce) yield wanted.slice(at, at + atOnce);
  };
