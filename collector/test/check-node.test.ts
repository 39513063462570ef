import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
// @ts-expect-error: plain JavaScript, for versions of Node that are too old for anything else.
import { judgeNode } from '../bin/check-node.js';

test.each([
  ['22.20.0', true, undefined],
  ['22.21.1', true, undefined],
  ['24.12.0', true, undefined],
  ['26.0.0', true, undefined],
  ['31.4.1', true, undefined],
  ['20.19.0', true, 'is tested with'],
  ['20.20.2', true, 'is tested with'],
  ['22.19.0', true, 'is tested with'],
  ['23.11.0', true, 'is tested with'],
  ['24.11.1', true, 'is tested with'],
  ['25.9.0', true, 'is tested with'],
  ['20.18.3', false, 'needs'],
  ['18.20.8', false, 'needs'],
  ['8.17.0', false, 'needs'],
])('Node %s runs: %s, and says %s', (version, runs, words) => {
  const judged = judgeNode(version);
  expect(judged.runs).toBe(runs);
  if (!words) expect(judged.say).toBeUndefined();
  else
    expect(judged.say).toContain(
      `kmq ${words} Node 22.20, 24.12, 26 or newer; this is Node ${version}.`,
    );
});

test('the versions are those of package.json', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe('^22.20.0 || ^24.12.0 || >=26.0.0');
});
