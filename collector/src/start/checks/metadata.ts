import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../../store/json.js';
import type { Check, Finding } from './finding.js';

const readNames = (folder: string): Promise<string[]> =>
  // A folder that nothing was ever put into is not there.
  readdir(folder).catch(() => []);

/** Every file of the store is JSON. */
export const checkMetadata: Check = async ({ data }) => {
  const sites = (await readNames(join(data, 'sites'))).filter((name) => name.endsWith('.json'));
  const paths = [
    ...sites.map((name) => join(data, 'sites', name)),
    ...['tokens.json', 'users.json', 'server-keys.json', 'sessions.json'].map((name) =>
      join(data, name),
    ),
  ];
  const findings: Finding[] = [];
  for (const path of paths)
    await readJson(path).catch((error: Error) => findings.push({ ok: false, text: error.message }));
  return findings.length
    ? findings
    : [{ ok: true, text: `The settings of ${sites.length} sites can be read.` }];
};
