import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDuckDbEngine } from '../../engine/duckdb/remote.js';
import { readRunning } from '../../store/claim.js';
import type { Check, Finding } from './finding.js';

const LOOK_MS = 50;
/** A file of a hundred million hits opens in less. */
const PATIENCE_MS = 30_000;

/** The running collector knows best. */
const askRunning = async (address: string): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [path, meaning] of [
    ['/healthz', 'Hits are taken'],
    ['/readyz', 'Reports answer'],
  ]) {
    const answer = await fetch(address + path).catch(() => undefined);
    const body = (await answer?.json()) as
      | { lagSeconds?: number; error?: { message: string } }
      | undefined;
    const lag = body?.lagSeconds ? `, ${body.lagSeconds} s behind the log` : '';
    findings.push(
      answer?.ok
        ? { ok: true, text: `${meaning} at ${address}${lag}.` }
        : {
            ok: false,
            text: `${address}${path}: ${body?.error?.message ?? 'no answer; look into the output of the collector.'}`,
          },
    );
  }
  return findings;
};

/** What reports answer from can be opened. */
export const checkEngine: Check = async ({ data }) => {
  const running = readRunning(data);
  if (running?.local) return askRunning(running.local);
  const folder = join(data, 'engine');
  if (!existsSync(folder))
    return [{ ok: true, text: 'Nothing is built for reports yet; the next start does it.' }];
  const reports: string[] = [];
  const engine = createDuckDbEngine({
    folder,
    log: join(data, 'log'),
    report: (message) => reports.push(message),
  });
  try {
    for (let waited = 0; waited < PATIENCE_MS && !reports.length; waited += LOOK_MS) {
      const { ready, seq } = await engine.status();
      if (ready) return [{ ok: true, text: `Reports have read the log up to position ${seq}.` }];
      await wait(LOOK_MS);
    }
  } finally {
    await engine.close();
  }
  const advice = 'The command rebuild makes what reports answer from anew.';
  return [{ ok: false, text: `${reports[0] ?? 'The engine does not open.'} ${advice}` }];
};
