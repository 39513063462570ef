import { describe, expect, it } from 'vitest';
import { toEarlier, toLines, toTicks } from '../../../../web/report/chart/chart-lines.js';

describe('a curve', () => {
  it.each([
    [[1, 2, 3], null, [1, 2, 3], [null, null, null]],
    [[1, 2, 3], 2, [1, 2, null], [null, 2, 3]],
    [[1], 0, [null], [1]],
    [[1, 2], 9, [1, 2], [null, null]],
  ])('%o, unfinished at %s', (values, unfinished, over, current) => {
    expect(toLines(values, unfinished)).toEqual([over, current]);
  });

  it.each([
    [3, [1, 3, 5]],
    [10, [1, 2, 3, 4, 5]],
    [0, [1]],
  ])('has ticks for %i labels', (room, ticks) => {
    expect(toTicks([1, 2, 3, 4, 5], room)).toEqual(ticks);
  });

  it('has the period before in its own places', () => {
    expect(toEarlier(['a', 'b', 'c'], 2)).toEqual(['a', 'b']);
    expect(toEarlier(['a'], 3)).toEqual(['a', null, null]);
  });
});
