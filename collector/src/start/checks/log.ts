import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { scanSegment } from '../../ingest/log/scan.js';
import { readSegments } from '../../ingest/log/segments.js';
import { readRunning } from '../../store/claim.js';
import type { Check, Finding } from './finding.js';

const MIB = 1024 ** 2;

/** Every record of the log has the length and the check that it was written with. */
export const checkLog: Check = async ({ data }) => {
  const folder = join(data, 'log');
  const segments = await readSegments(folder);
  const running = readRunning(data);
  const findings: Finding[] = [];
  let records = 0;
  let bytes = 0;
  for (const [index, { path }] of segments.entries()) {
    const isLast = index === segments.length - 1;
    for await (const stretch of scanSegment(path)) {
      if ('records' in stretch) records += stretch.records.length;
      // A collector that runs may be writing its last record at this moment.
      else if (!isLast || stretch.complete || !running) {
        const torn = isLast && !stretch.complete;
        const text = torn
          ? `${path} ends within a record, as after a crash; the next start cuts it off and keeps it aside.`
          : `${path}: ${stretch.damaged.length} bytes at ${stretch.offset} are no records. They are skipped; a backup may still have them.`;
        findings.push({ ok: torn, text });
      }
    }
    bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
  }
  const text = `The log has ${records} records in ${segments.length} files, ${(bytes / MIB).toFixed(1)} MiB.`;
  const aside = await readdir(join(folder, 'aside')).catch(() => []);
  return [
    { ok: true, text },
    ...findings,
    ...(aside.length
      ? [{ ok: true, text: `${aside.length} damaged stretches are kept in ${folder}/aside.` }]
      : []),
  ];
};
