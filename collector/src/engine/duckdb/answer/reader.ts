import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { HitReader, ReadKeys } from '../../hit-store.js';
import { createRuns } from '../reports/runs.js';
import { withLimit } from '../tables/limit.js';
import { readCatalogue } from './catalogue.js';
import { readBetween, readLink, readWaiting } from './explain-links.js';
import { readExportedHits } from './exported-hits.js';
import { readListed } from './listed.js';
import { listPeople } from './people.js';
import { readPerson } from './person.js';
import { previewRetention } from './retention-preview.js';
import { readSigns } from './signs.js';

/** Runs reading work on a connection of its own, in one snapshot of the tables, as long as reports may. */
const withSnapshot = async <Answer>(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> => {
  const connection = await instance.connect();
  try {
    return await withLimit(connection, signal, async () => {
      await connection.run('BEGIN TRANSACTION READ ONLY');
      return work(connection);
    });
  } finally {
    connection.closeSync();
  }
};

/** What reads the tables. */
export const createReader = (
  instance: DuckDBInstance,
  {
    now,
    readKeys,
    judge,
  }: { now: () => number; readKeys: ReadKeys; judge: (error: unknown) => Promise<void> },
): HitReader => {
  const runs = createRuns(instance, now, readKeys);
  const judged = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      await judge(error);
      throw error;
    }
  };
  const read = <Answer>(
    work: (connection: DuckDBConnection) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> => judged(withSnapshot(instance, work, signal));

  return {
    people: ({ key, number }, query, signal) =>
      read(
        (connection) => listPeople(connection, number, query, (list) => readKeys(key, list)),
        signal,
      ),
    person: ({ number }, key, query) =>
      read((connection) => readPerson(connection, number, key, query)),
    between: ({ number }, pair) => read((connection) => readBetween(connection, number, pair)),
    waiting: ({ number }, cursor) => read((connection) => readWaiting(connection, number, cursor)),
    link: ({ number }, id) => read((connection) => readLink(connection, number, id)),
    report: (site, plan, signal) => judged(runs.run(site, plan, signal)),
    peopleBehind: runs.people,
    identitiesBehind: runs.identities,
    isPopulation: runs.isPopulation,
    forgetReports: runs.forget,
    listed: ({ number }, asked, toKey) =>
      read((connection) => readListed(connection, { site: number, toKey }, asked)),
    catalogue: ({ number }, query, signal) =>
      read((connection) => readCatalogue(connection, number, query), signal),
    signs: ({ key, number }, names, signal) =>
      read((connection) => readSigns(connection, { key, site: number, ...names }), signal),
    exportedHits: ({ number }, query, signal) =>
      read((connection) => readExportedHits(connection, number, query), signal),
    previewRetention: ({ number }, before, signal) =>
      read((connection) => previewRetention(connection, number, before), signal),
    close: runs.close,
  };
};
