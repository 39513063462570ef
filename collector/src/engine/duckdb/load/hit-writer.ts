import { type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import type { HitWriter } from '../../hit-store.js';
import { setOverrides } from '../tables/overrides.js';
import { keepColumn, readRows, run } from '../tables/rows.js';
import { appendHits } from './append-hits.js';
import { eraseHits, eraseSiteHits, readFirstHits } from './erase-hits.js';
import { createLateRows } from './late-rows.js';
import { createMaintenance } from './maintenance.js';
import { createMoneyReader } from './money.js';
import { countAside, setAside } from './set-aside.js';

/** What the loader writes of hits, in the tables of one connection. `started`: Unix milliseconds. */
export const createHitWriter = (connection: DuckDBConnection, started: number): HitWriter => ({
  async position() {
    const [row] = await readRows<{ seq: bigint }>(connection, 'SELECT seq FROM progress');
    return Number(row!.seq);
  },
  async setPosition(seq) {
    await run(connection, `UPDATE progress SET seq = ${seq}`);
  },
  ...createLateRows(connection),
  append: (hits) => appendHits(connection, hits),
  reassign: (overrides) => setOverrides(connection, overrides),
  erase: (seqs) => eraseHits(connection, seqs),
  eraseSite: (site) => eraseSiteHits(connection, site),
  async forget(identities) {
    await keepColumn(connection, 'asked', INTEGER, identities);
    await run(connection, 'DELETE FROM overrides WHERE identity IN (FROM asked)');
    await run(connection, 'DROP TABLE asked');
  },
  readFirst: (identities) => readFirstHits(connection, identities),
  ...createMoneyReader(connection),
  setAside: (record) => setAside(connection, record),
  countAside: () => countAside(connection),
  ...createMaintenance(connection, started),
});
