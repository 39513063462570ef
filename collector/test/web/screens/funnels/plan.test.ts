import { describe, expect, it } from 'vitest';
import { formatMatchName } from '../../../../web/report/query/event-match.js';
import { parseWindowSeconds } from '../../../../web/report/query/window.js';
import { moveStep, readSteps } from '../../../../web/screens/funnels/plan.js';

describe('the funnel of an address', () => {
  it.each([
    ['', ['', '']],
    ['step=A', ['A', '']],
    ['step=A&step=&step=B', ['A', '', 'B']],
    [
      Array.from({ length: 12 }, (_, n) => `step=${n}`).join('&'),
      Array.from({ length: 10 }, (_, n) => `${n}`),
    ],
  ])('%s has the steps %o', (query, steps) => {
    expect(readSteps(new URLSearchParams(query)).map(formatMatchName)).toEqual(steps);
  });

  it.each([
    [null, null],
    ['', null],
    ['1h', 3600],
    ['7d', 604_800],
    ['0d', null],
    ['7 days', null],
  ])('a window of %s is %s s', (window, seconds) => {
    expect(parseWindowSeconds(window)).toBe(seconds);
  });

  it('moves a step by one place', () => {
    expect(moveStep(['A', 'B', 'C'], 1, -1)).toEqual(['B', 'A', 'C']);
    expect(moveStep(['A', 'B', 'C'], 1, 1)).toEqual(['A', 'C', 'B']);
  });
});
