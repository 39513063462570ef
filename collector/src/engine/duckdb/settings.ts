import { type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { isAnonymousShape } from 'kmq/wire';
import type { SettingsRecord } from '../../ingest/record.js';
import { list, readRows, run } from './rows.js';
import type { Site, Sites } from './sites.js';

/** Names and anonymous identities of a site, told apart anew where no link will do it. */
const renewNamed = async (connection: DuckDBConnection, { site, settings }: Site) => {
  const rows = await readRows<{ identity: number; text: string }>(
    connection,
    `SELECT identity, text FROM identities WHERE site = $site AND length(text) = 28`,
    { site },
  );
  const shaped = rows.filter(({ text }) => isAnonymousShape(text));
  await run(
    connection,
    'UPDATE identities SET named = $named WHERE identity IN (SELECT unnest($identities))',
    {
      named: !settings.anonymousShape,
      identities: list(
        INTEGER,
        shaped.map(({ identity }) => identity),
      ),
    },
  );
};

/** Settings that change meaning: answers the identities whose people may change. */
export const takeSettings = async (
  connection: DuckDBConnection,
  sites: Sites,
  record: SettingsRecord,
): Promise<[Site, number[]]> => {
  const site = await sites.take(record.site);
  const before = site.settings;
  await sites.set(site, record.settings);
  const { anonymousShape, linkNamed } = record.settings;
  if (anonymousShape === before.anonymousShape && linkNamed === before.linkNamed) return [site, []];
  await renewNamed(connection, site);
  const rows = await readRows<{ identity: number }>(
    connection,
    `SELECT a AS identity FROM links WHERE site = $site
     UNION SELECT b FROM links WHERE site = $site`,
    { site: site.site },
  );
  return [site, rows.map(({ identity }) => identity)];
};
