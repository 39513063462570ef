import { vi } from 'vitest';

const read = (name: string, usual: number): number => Number(process.env[name] ?? usual);

/** Hits of a history that reports are held against the reference on: `npm run prove:reports` takes more. */
export const REPORT_HITS = read('TEST_REPORT_HITS', 5000);

/** So many times the usual number of random plans. */
export const REPORT_PLANS = read('TEST_REPORT_PLANS', 1);

/** The long form takes as long as it takes; the flags of a command do not reach the settings of a project. */
const LONG_MILLISECONDS = 1_800_000;
if (process.env.TEST_REPORT_HITS)
  vi.setConfig({ testTimeout: LONG_MILLISECONDS, hookTimeout: LONG_MILLISECONDS });
