import { BIGINT, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { MeaningSettings } from '../../../ingest/record.js';
import type { MoneyNames } from '../../../money.js';
import { groupRows } from '../../group-rows.js';
import type { Decision, NameKind, SiteStore } from '../../people-index/store.js';
import { appendRows, keepColumn, list, readRows, run } from './rows.js';

interface Row {
  site: number;
  key: string;
  rules: string;
  names: string;
  from_seq: bigint | null;
  to_seq: bigint | null;
}

interface NameRow {
  site: number;
  kind: NameKind;
  name: string;
  hits: bigint;
}

interface DecisionRow {
  site: number;
  decision: Decision;
  pair: string;
}

/** The tables `sites`, `names` and `decisions`. */
export const createSiteStore = (connection: DuckDBConnection): SiteStore => ({
  async read() {
    const rows = await readRows<Row>(connection, 'SELECT * FROM sites ORDER BY site');
    const names = groupRows(
      await readRows<NameRow>(connection, 'SELECT site, kind, name, hits FROM names'),
      'site',
    );
    const decisions = groupRows(
      await readRows<DecisionRow>(connection, 'SELECT site, decision, pair FROM decisions'),
      'site',
    );
    return rows.map((row) => {
      const { site, key, from_seq, to_seq } = row;
      const spellingsOf = (kind: NameKind) =>
        (names.get(site) ?? []).flatMap((one) =>
          one.kind === kind ? [[one.name, Number(one.hits)] as const] : [],
        );
      const pairsOf = (decision: Decision) =>
        (decisions.get(site) ?? []).flatMap((one) => (one.decision === decision ? one.pair : []));
      return {
        site,
        key,
        settings: JSON.parse(row.rules) as Partial<MeaningSettings>,
        names: JSON.parse(row.names) as MoneyNames,
        stale: from_seq === null ? null : { from: Number(from_seq), to: Number(to_seq) },
        decisions: { unlinked: pairsOf('unlinked'), approved: pairsOf('approved') },
        spellings: { events: spellingsOf('events'), properties: spellingsOf('properties') },
      };
    });
  },
  async add({ site, key, settings, names }) {
    await run(connection, 'INSERT INTO sites VALUES ($site, $key, $rules, $names, NULL, NULL)', {
      site,
      key,
      rules: JSON.stringify(settings),
      names: JSON.stringify(names),
    });
  },
  async setSettings(site, settings) {
    await run(connection, 'UPDATE sites SET rules = $rules WHERE site = $site', {
      site,
      rules: JSON.stringify(settings),
    });
  },
  async setNames(site, names, toSeq) {
    await run(connection, `DELETE FROM names WHERE site = ${site}`);
    await run(
      connection,
      'UPDATE sites SET names = $names, from_seq = 0, to_seq = $to WHERE site = $site',
      { site, names: JSON.stringify(names), to: BigInt(toSeq) },
    );
  },
  async setStale(site, fromSeq) {
    await run(connection, `UPDATE sites SET from_seq = ${fromSeq} WHERE site = ${site}`);
  },
  async setSpellings(site, kind, spellings) {
    const names = list(
      VARCHAR,
      spellings.map(([name]) => name),
    );
    await run(
      connection,
      'DELETE FROM names WHERE site = $site AND kind = $kind AND name IN (SELECT unnest($names))',
      { site, kind, names },
    );
    await appendRows(
      connection,
      'names',
      [INTEGER, VARCHAR, VARCHAR, BIGINT],
      spellings.map(([name, hits]) => [site, kind, name, BigInt(hits)]),
    );
  },
  async addDecision(site, decision, pair, seq) {
    await run(connection, 'INSERT INTO decisions VALUES ($site, $decision, $pair, $seq)', {
      site,
      decision,
      pair,
      seq: BigInt(seq),
    });
  },
  async removeDecision(site, decision, pair) {
    await run(
      connection,
      'DELETE FROM decisions WHERE site = $site AND decision = $decision AND pair = $pair',
      { site, decision, pair },
    );
  },
  async removeDecisions(seqs) {
    await keepColumn(connection, 'asked', BIGINT, seqs.map(BigInt));
    await run(connection, 'DELETE FROM decisions WHERE seq IN (FROM asked)');
    await run(connection, 'DROP TABLE asked');
  },
  async remove(site) {
    for (const table of ['sites', 'names', 'decisions'])
      await run(connection, `DELETE FROM ${table} WHERE site = ${site}`);
  },
});
