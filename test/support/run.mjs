// `npm test`: every step in order, stops at the first that fails, ends with the counts of all tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {{ script: string, counts?: boolean }[]} */
const STEPS = [
  { script: 'test:lint' },
  { script: 'test:types' },
  { script: 'test:unit', counts: true },
  { script: 'test:collector', counts: true },
  { script: 'build' },
  { script: 'test:built', counts: true },
  { script: 'test:bundle', counts: true },
  { script: 'test:size' },
  { script: 'test:browsers' },
  { script: 'test:e2e', counts: true },
  { script: 'test:attack', counts: true },
];

const folder = mkdtempSync(join(tmpdir(), 'kmq-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };

/** @param {string} file */
const count = (file) => {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
};

/** @param {{ script: string, counts?: boolean }} step */
const run = ({ script, counts }) => {
  console.log(`\n── ${script}`);
  const started = Date.now();
  const file = join(folder, `${script.replace(':', '-')}.json`);
  const reporters = ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = spawnSync('npm', ['run', '--silent', script, ...(counts ? reporters : [])], {
    stdio: 'inherit',
  });
  if (counts) {
    try {
      count(file);
    } catch {
      console.error(`${script} ended before it could count its tests`);
    }
  }
  console.log(
    `── ${script}: ${status === 0 ? 'ok' : 'FAILED'}, ${(Date.now() - started) / 1000} s`,
  );
  return status === 0;
};

const failedStep = STEPS.find((step) => !run(step));
rmSync(folder, { recursive: true });
if (failedStep) console.error(`\n${failedStep.script} failed; the steps after it did not run`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = failedStep ? 1 : 0;
