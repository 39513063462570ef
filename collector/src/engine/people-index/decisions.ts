import { type DuckDBConnection, HUGEINT } from '@duckdb/node-api';
import type { ApproveRecord, UnapproveRecord, UnlinkRecord } from '../../ingest/record.js';
import { normalizeIdentity } from '../../people/identity.js';
import { formatPair } from '../../people/link.js';
import { createPeople } from '../../people/people.js';
import { isAnonymous, type LinkRules } from '../../people/rules.js';
import { list, readRows } from '../duckdb/tables/rows.js';
import { toKey } from '../hash.js';
import type { Entry } from '../hit.js';
import type { Identities } from './identities.js';
import { LINK_COLUMNS, type LinkRow, tellNeeds, toEdge } from './read-people.js';
import { keepPeople, toRules, writeVerdicts } from './resolve.js';
import type { Site, Sites } from './sites.js';

type DecisionRecord = UnlinkRecord | ApproveRecord | UnapproveRecord;

/** Whether a record is a human's word about two identities. */
export const isDecision = (entry: Entry): entry is DecisionRecord =>
  entry.type === 'unlink' || entry.type === 'approve' || entry.type === 'unapprove';

const decide = (sites: Sites, site: Site, { type, seq }: DecisionRecord, pair: string) => {
  if (type === 'unlink') return sites.decide(site, 'unlinked', pair, seq);
  return type === 'approve'
    ? sites.decide(site, 'approved', pair, seq)
    : sites.undecide(site, 'approved', pair);
};

/** Who of some identities is a name, without some links. */
export const readNamed = async (
  connection: DuckDBConnection,
  rules: LinkRules,
  texts: ReadonlyMap<number, string>,
  except: readonly number[],
): Promise<number[]> => {
  const naming = await readRows<{ a: number }>(
    connection,
    `SELECT DISTINCT a FROM links WHERE a IN (${[...texts.keys()].join()}) AND source = 'i'
       AND state <> 'unlinked' AND seq NOT IN (${[-1, ...except].join()})`,
  );
  const namers = new Set(naming.map(({ a }) => a));
  return [...texts.keys()].filter(
    (identity) => namers.has(identity) || !isAnonymous(texts.get(identity)!, rules),
  );
};

/** Takes all links between two identities as if they arrived now (S10). */
const takeAgain = async (
  connection: DuckDBConnection,
  identities: Identities,
  site: Site,
  pair: ReadonlyMap<number, string>,
): Promise<void> => {
  const own = [...pair.keys()];
  const numbers = own.join();
  const rows = await readRows<LinkRow>(
    connection,
    `SELECT ${LINK_COLUMNS} FROM links
     WHERE a IN (${numbers}) AND b IN (${numbers}) AND (a <> b OR ${own.length} = 1)
       AND state <> 'placeholder'
     ORDER BY seq`,
  );
  if (!rows.length) return;
  const links = rows.map((row) => toEdge(row, pair));
  const seqs = links.map(({ seq }) => seq);
  const people = createPeople(toRules(site));
  const before = await tellNeeds(connection, people, () => people.needsAll(own));
  const named = await readNamed(connection, people.rules, pair, seqs);
  people.takeAway(own, { seqs, named });
  for (const link of links) {
    before.push(...(await tellNeeds(connection, people, () => people.needs(link))));
    people.take(link);
  }
  keepPeople(identities, site, people, before);
  await identities.write();
  await writeVerdicts(connection, people, new Set([...seqs, ...people.changed()]));
  identities.ties.clear();
};

/** Takes the links between two identities away, approves them, or takes an approval back. */
export const takeDecision = async (
  connection: DuckDBConnection,
  { sites, identities }: { sites: Sites; identities: Identities },
  record: DecisionRecord,
): Promise<void> => {
  const site = await sites.take(record.site);
  const texts = [record.a, record.b].map((sent) => normalizeIdentity(sent, site.settings));
  await decide(sites, site, record, formatPair(texts[0]!, texts[1]!));
  const rows = await readRows<{ identity: number; text: string }>(
    connection,
    'SELECT identity, text FROM identities WHERE key IN (SELECT unnest($keys))',
    {
      keys: list(
        HUGEINT,
        texts.map((text) => toKey(site.key, text)),
      ),
    },
  );
  if (rows.length !== new Set(texts).size) return;
  // The directory is read once it is asked.
  await identities.take([]);
  await takeAgain(
    connection,
    identities,
    site,
    new Map(rows.map(({ identity, text }) => [identity, text])),
  );
};
