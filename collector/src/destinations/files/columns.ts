import type { ExportedHit } from '../../engine/engine.js';

/** What a hit says in its row of a table: texts, and null where there is nothing. */
export type HitRow = Record<Column, string | null>;

/** Columns of a table of hits, and their types in Parquet. */
export const COLUMNS = {
  position: 'BIGINT',
  time: 'TIMESTAMP',
  kind: 'VARCHAR',
  name: 'VARCHAR',
  identity: 'VARCHAR',
  person_id: 'VARCHAR',
  browser: 'VARCHAR',
  system: 'VARCHAR',
  device: 'VARCHAR',
  country: 'VARCHAR',
  revenue: 'DECIMAL(18, 4)',
  currency: 'VARCHAR',
  properties: 'VARCHAR',
} as const;
export type Column = keyof typeof COLUMNS;

/** A hit as a row; `currency` is the site's where the hit does not say. */
export const createRow = (hit: ExportedHit, siteCurrency: string): HitRow => {
  const { properties } = hit;
  const read = (name: string) => (Object.hasOwn(properties, name) ? properties[name]! : null);
  return {
    position: String(hit.position),
    time: new Date(hit.time).toISOString(),
    kind: hit.kind,
    name: hit.name,
    identity: hit.identity,
    person_id: hit.person,
    browser: read('Browser'),
    system: read('System'),
    device: read('Device'),
    country: read('Country'),
    revenue: hit.revenue,
    currency: hit.revenue === null ? null : (hit.currency ?? siteCurrency),
    properties: JSON.stringify(properties),
  };
};
