import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isEngineBuilt } from '../../engine/open.js';
import { createEngineProcess } from '../../engine/process/host.js';
import { scanSegment } from '../../ingest/log/scan.js';
import { readSegments } from '../../ingest/log/segments.js';
import { readRunning } from '../../store/claim.js';
import type { Check, Finding } from './finding.js';

const LOOK_MS = 50;
/** A file of a hundred million hits opens in less. */
const PATIENCE_MS = 30_000;

const tellAside = (records = 0): Finding[] =>
  records
    ? [
        {
          ok: false,
          text: `${records} records could not be loaded, and reports go on without them. Health names them and the reasons; a rebuild tries them again.`,
        },
      ]
    : [];

/** The running collector knows best. */
const askRunning = async (address: string): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [path, meaning] of [
    ['/healthz', 'Hits are accepted'],
    ['/readyz', 'Reports are ready'],
  ]) {
    const answer = await fetch(address + path).catch(() => undefined);
    const body = (await answer?.json()) as
      | { lagSeconds?: number; setAside?: number; error?: { message: string } }
      | undefined;
    const lag = body?.lagSeconds ? `, ${body.lagSeconds} s behind the log` : '';
    findings.push(
      answer?.ok
        ? { ok: true, text: `${meaning} at ${address}${lag}.` }
        : {
            ok: false,
            text: `${address}${path}: ${body?.error?.message ?? 'no answer; see the output of the collector.'}`,
          },
      ...tellAside(body?.setAside),
    );
  }
  return findings;
};

/** The last position that can be read in the log, or that its last segment says was there before it. */
const readLastSeq = async (folder: string): Promise<number> => {
  const last = (await readSegments(folder)).at(-1);
  if (!last) return 0;
  let seq = last.firstSeq - 1;
  for await (const stretch of scanSegment(last.path))
    if ('records' in stretch) seq = stretch.records.at(-1)!.seq;
  return seq;
};

/** Reports read nothing that is not on disk: what they know beyond the log was there. */
const compare = (seq: number, lastSeq: number): Finding => {
  const ok = seq <= lastSeq;
  const text = `Reports have read the log up to position ${seq}`;
  if (ok) return { ok, text: `${text}.` };
  return {
    ok,
    text: `${text}, but it can be read up to ${lastSeq} only: hits that were acknowledged are damaged or gone. A backup may still have them.`,
  };
};

/** What reports answer from can be opened, and the log still holds it. */
export const checkEngine: Check = async ({ data }) => {
  const running = readRunning(data);
  if (running?.local) return askRunning(running.local);
  const log = join(data, 'log');
  const settings = { folder: join(data, 'engine'), log };
  if (!isEngineBuilt(settings))
    return [{ ok: true, text: 'The report database is not built yet; the next start builds it.' }];
  const reports: string[] = [];
  const engine = createEngineProcess({
    ...settings,
    report: (message) => reports.push(message),
  });
  try {
    for (let waited = 0; waited < PATIENCE_MS && !reports.length; waited += LOOK_MS) {
      const { ready, seq, setAside } = await engine.status();
      if (ready) return [compare(seq, await readLastSeq(log)), ...tellAside(setAside)];
      await wait(LOOK_MS);
    }
  } finally {
    await engine.close();
  }
  const advice = 'Run the command rebuild to build the reports again from the log.';
  return [{ ok: false, text: `${reports[0] ?? 'The engine does not open.'} ${advice}` }];
};
