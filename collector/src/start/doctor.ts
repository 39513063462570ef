import type { Config } from '../config.js';
import { checkCountries } from './checks/countries.js';
import { checkEngine } from './checks/engine.js';
import type { Finding } from './checks/finding.js';
import { checkFolder } from './checks/folder.js';
import { checkLog } from './checks/log.js';
import { checkMetadata } from './checks/metadata.js';
import { checkOwner } from './checks/owner.js';
import { checkProxies } from './checks/proxies.js';
import { checkSpace } from './checks/space.js';

const CHECKS = [
  checkFolder,
  checkOwner,
  checkSpace,
  checkMetadata,
  checkCountries,
  checkProxies,
  checkLog,
  checkEngine,
];

/** `doctor`: looks at everything that a collector depends on, changes nothing, and tells it in plain lines. */
export const examine = async (config: Config): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const check of CHECKS)
    try {
      findings.push(...(await check(config)));
    } catch (error) {
      findings.push({ ok: false, text: (error as Error).message });
    }
  return findings;
};
