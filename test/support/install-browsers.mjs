// Brings the browsers and web servers that the end-to-end tests drive, or says how to; it never lets them be skipped.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { missingPackages } from './browsers.mjs';

/** Debian starts a server that it installs, unless this file says no; the tests start their own. */
const POLICY = '/usr/sbin/policy-rc.d';
const INSTALL = ['install', '-y', '--no-install-recommends'];

const missing = missingPackages();
if (missing.length > 0) {
  const may = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!may) {
    const command = `apt-get update && apt-get ${[...INSTALL, ...missing].join(' ')}`;
    console.error(
      `The end-to-end tests need programs that are not here. As root on Debian:\n\n  ${command}\n`,
    );
    process.exit(1);
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string[]} words */
  const aptGet = (...words) =>
    execFileSync('apt-get', ['-q', ...words], { stdio: 'inherit', env: environment });
  console.log(`Installing ${missing.join(' ')}`);
  const hasPolicy = existsSync(POLICY);
  if (!hasPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    aptGet('update');
    aptGet(...INSTALL, ...missing);
  } finally {
    if (!hasPolicy) rmSync(POLICY);
  }
  const still = missingPackages();
  if (still.length > 0) {
    console.error(
      `Installed, yet without the programs that the tests look for: ${still.join(' ')}`,
    );
    process.exit(1);
  }
}
