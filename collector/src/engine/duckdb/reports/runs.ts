import { randomUUID } from 'node:crypto';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Pick } from '../../../reports/people/schema.js';
import type { ReportPlan, RowsOf } from '../../../reports/registry.js';
import type { Reported } from '../../../reports/rows.js';
import type { Engine } from '../../engine.js';
import { engineFailure } from '../../failure.js';
import { REPORT_KEPT_MILLISECONDS } from '../../limits.js';
import { comparePicked, listIdentities, listPicked } from '../answer/picked.js';
import { withLimit } from '../tables/limit.js';
import { run as runSql } from '../tables/rows.js';
import { compile } from './compile.js';
import { openScope } from './open-scope.js';
import { countHits } from './scope.js';
import { findSuggestion } from './suggestion.js';

/** Each holds a row per person: so many fit into the spill folder, too. */
const KEPT_MOST = 24;

interface Kept {
  site: string;
  connection: DuckDBConnection;
  toCondition: (pick: Pick) => string;
  plan: ReportPlan;
  /** Number of the site. */
  number: number;
  until: number;
  /** Lists that are being read: the connection is not closed under them. */
  readers: number;
}

/** Reports of one database. */
export interface Runs {
  run<Plan extends ReportPlan>(
    site: { key: string; number: number },
    plan: Plan,
    signal?: AbortSignal,
  ): Promise<Reported<RowsOf[Plan['report']]>>;
  people: Engine['reportPeople'];
  identities: Engine['reportIdentities'];
  isPopulation: Engine['isPopulation'];
  /** Keeps no report of a site any longer: what it found is not there any more. */
  forget(site: string): void;
  close(): void;
}

/** Runs reports, each on a connection of its own, which keeps what it found of each person for a while. */
export const createRuns = (
  instance: DuckDBInstance,
  now: () => number,
  readKeys: (site: string, list: string) => Promise<bigint[]>,
): Runs => {
  const kept = new Map<string, Kept>();

  const drop = (reportId: string, { connection }: Kept) => {
    kept.delete(reportId);
    connection.closeSync();
  };
  const tidy = () => {
    let surplus = kept.size - KEPT_MOST;
    for (const [reportId, one] of kept)
      if (!one.readers && (one.until < now() || surplus-- > 0)) drop(reportId, one);
  };
  const read = async <Answer>(
    { site, reportId }: { site: string; reportId: string },
    work: (report: Kept) => Promise<Answer>,
  ): Promise<Answer> => {
    const report = kept.get(reportId);
    if (!report || report.site !== site || report.until < now())
      throw engineFailure('unknown_report', 'This report has expired; run it again.');
    report.readers++;
    try {
      return await work(report);
    } finally {
      report.readers--;
    }
  };
  const sweep = setInterval(tidy, REPORT_KEPT_MILLISECONDS / 15);
  sweep.unref();

  return {
    async run({ key, number }, plan, signal) {
      const started = performance.now();
      const connection = await instance.connect();
      try {
        return await withLimit(connection, signal, async () => {
          // One snapshot for all queries; temporary tables may be made in it.
          await connection.run('BEGIN TRANSACTION READ ONLY');
          const scope = await openScope(connection, number, plan.population, (list) =>
            readKeys(key, list),
          );
          const compiled = compile(scope, plan);
          for (const statement of compiled.before ?? []) await runSql(connection, statement);
          await runSql(connection, `CREATE TEMP TABLE facts AS ${compiled.facts}`);
          const rows = await compiled.read();
          const suggestion = await findSuggestion(scope, plan, rows);
          const hitsRead = await countHits(scope, compiled.span);
          await connection.run('COMMIT');
          const reportId = randomUUID();
          const { toCondition } = compiled;
          const until = now() + REPORT_KEPT_MILLISECONDS;
          kept.set(reportId, {
            ...{ site: key, number, connection },
            ...{ toCondition, plan, until, readers: 0 },
          });
          tidy();
          const tookSeconds = Math.round(performance.now() - started) / 1000;
          return { reportId, hitsRead, tookSeconds, rows, ...(suggestion && { suggestion }) };
        });
      } catch (error) {
        connection.closeSync();
        throw error;
      }
    },
    people: ({ site, reportId, pick, ...page }) =>
      read({ site, reportId }, ({ toCondition, connection, number }) =>
        listPicked(connection, toCondition(pick), { site: number, reportId, ...page }),
      ),
    identities: ({ site, reportId, pick, ...search }, most) =>
      read({ site, reportId }, async ({ toCondition, connection, number, plan }) => ({
        ...(await listIdentities(connection, toCondition(pick), { site: number, ...search }, most)),
        asOf: plan.asOf,
        report: plan.report,
      })),
    isPopulation: ({ site, reportId, pick, ...search }, population) =>
      read({ site, reportId }, ({ toCondition, connection, number }) =>
        // A signal would stop whatever else reads from this connection.
        withLimit(connection, undefined, () =>
          comparePicked(connection, toCondition(pick), { site: number, ...search }, population),
        ),
      ),
    forget(site) {
      for (const [reportId, one] of kept)
        if (one.site === site) {
          // Whoever reads it at this moment comes to an end; the sweep drops it then.
          one.until = 0;
          if (!one.readers) drop(reportId, one);
        }
    },
    close() {
      clearInterval(sweep);
      for (const [reportId, one] of kept) drop(reportId, one);
    },
  };
};
