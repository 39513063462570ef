import { type DuckDBConnection, HUGEINT } from '@duckdb/node-api';
import type { ApproveRecord, UnlinkRecord } from '../../ingest/record.js';
import { toIdentity } from '../../people/identity.js';
import { toPair } from '../../people/link.js';
import { toKey } from '../hash.js';
import { list, readRows } from './rows.js';
import type { Site, Sites } from './sites.js';

const DECISIONS = { unlink: 'unlinked', approve: 'approved' } as const;

/** Takes the links between two identities away, or approves them; answers the identities whose people may change. */
export const takeDecision = async (
  connection: DuckDBConnection,
  sites: Sites,
  record: UnlinkRecord | ApproveRecord,
): Promise<[Site, number[]]> => {
  const site = await sites.take(record.site);
  const texts = [record.a, record.b].map((sent) => toIdentity(sent, site.settings));
  await sites.decide(site, DECISIONS[record.type], toPair(texts[0]!, texts[1]!), record.seq);
  const rows = await readRows<{ identity: number }>(
    connection,
    'SELECT identity FROM identities WHERE key IN (SELECT unnest($keys))',
    {
      keys: list(
        HUGEINT,
        texts.map((text) => toKey(site.key, text)),
      ),
    },
  );
  return [site, rows.map(({ identity }) => identity)];
};
