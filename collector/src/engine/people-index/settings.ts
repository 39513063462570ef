import { type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { isAnonymousShape } from 'kmq/wire';
import type { SettingsRecord } from '../../ingest/record.js';
import type { Edge } from '../../people/forest.js';
import { setOverrides } from '../duckdb/tables/overrides.js';
import { list, readRows, run } from '../duckdb/tables/rows.js';
import type { Identities } from './identities.js';
import { LINK_COLUMNS, type LinkRow, readTexts, toEdge } from './read-people.js';
import { keepPeople, takeArrivals, writeVerdicts } from './resolve.js';
import { DEFAULT_SETTINGS, type Site, type Sites } from './sites.js';

/** So many links are read at once when all of a site's are taken again. */
const LINKS_AT_ONCE = 20_000;

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

/** Everybody of a site on their own, as before any link. */
const takeApart = async (connection: DuckDBConnection, { site }: Site) => {
  const alone = await readRows<{ identity: number }>(
    connection,
    'SELECT identity FROM identities WHERE site = $site AND person <> identity',
    { site },
  );
  await run(connection, 'UPDATE identities SET person = identity WHERE site = $site', { site });
  await run(connection, 'UPDATE links SET tree = false, state = NULL WHERE site = $site', { site });
  await setOverrides(
    connection,
    alone.map(({ identity }) => ({ identity, person: identity })),
  );
};

const readLinks = async (
  connection: DuckDBConnection,
  { site }: Site,
  after: number,
): Promise<Edge[]> => {
  const rows = await readRows<LinkRow>(
    connection,
    `SELECT ${LINK_COLUMNS} FROM links WHERE site = $site AND seq > $after
     ORDER BY seq LIMIT ${LINKS_AT_ONCE}`,
    { site, after: BigInt(after) },
  );
  const texts = await readTexts(
    connection,
    rows.flatMap(({ a, b }) => [a, b]),
  );
  return rows.map((row) => toEdge(row, texts));
};

/** Takes all links of a site again in the order in which they arrived. */
export const takeAllAgain = async (
  connection: DuckDBConnection,
  identities: Identities,
  site: Site,
): Promise<void> => {
  await renewNamed(connection, site);
  await takeApart(connection, site);
  // What was known of people by heart is not so any more.
  identities.forget();
  await identities.take([]);
  for (let after = 0; ; ) {
    const links = await readLinks(connection, site, after);
    if (!links.length) return;
    await takeArrivals(
      {
        connection,
        site,
        isNew: () => false,
        async write(taken, people, before) {
          keepPeople(identities, site, people, before);
          await identities.write();
          const seqs = taken.map(({ seq }) => seq);
          await writeVerdicts(connection, people, new Set([...seqs, ...people.changed()]));
        },
      },
      links,
    );
    after = links.at(-1)!.seq;
  }
};

/** Takes settings that change what hits mean. */
export const takeSettings = async (
  connection: DuckDBConnection,
  { sites, identities }: { sites: Sites; identities: Identities },
  record: SettingsRecord,
): Promise<void> => {
  const site = await sites.take(record.site);
  const before = site.settings;
  // Records of earlier versions do not have all of them.
  const settings = { ...DEFAULT_SETTINGS, ...record.settings };
  await sites.set(site, settings);
  const isSame = (['anonymousShape', 'linkNamed', 'linkUnproven'] as const).every(
    (name) => settings[name] === before[name],
  );
  if (isSame) return;
  await takeAllAgain(connection, identities, site);
};
