import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createLog } from '../../src/ingest/log/log.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import { openEngine, waitUntilLoaded } from '../support/engine.js';
import { createFolder } from '../support/folder.js';
import { readAll, toDraft, toNames } from '../support/hits.js';

/** A folder per format that a collector ever wrote: its files never change, a new format adds a folder. */
const LOGS = fileURLToPath(new URL('../fixtures/logs/', import.meta.url));

test.each(readdirSync(LOGS))('a log in the format %s opens, loads and goes on', async (format) => {
  const folder = createFolder();
  cpSync(join(LOGS, format), folder, { recursive: true });
  const reports: string[] = [];
  const log = await createLog({ folder, report: (message) => reports.push(message) });
  const last = log.syncedSeq();
  await log.append([toDraft({ _n: 'Later' })]);
  await log.close();
  expect(reports).toEqual([]);

  const read = createLogReader(folder);
  expect(toNames(await readAll(read(0, last + 1)))).toEqual([
    'Signed Up',
    undefined,
    'ada@example.com',
    'bob@example.com',
    'settings',
    'unlink',
    'approve',
    'Billed',
    'Later',
  ]);
  const engine = await openEngine(read);
  await waitUntilLoaded(engine, last + 1);
  const ada = await engine.person('demo', { identity: 'ada@example.com' });
  expect(ada).toMatchObject({ events: 3, revenue: '49.99' });
  expect(ada?.properties).toMatchObject({ Company: 'Zürich & Söhne' });
  expect(await engine.person('demo', { identity: 'bob' })).toMatchObject({
    identities: [{ identity: 'bob' }],
  });
});
