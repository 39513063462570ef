import { describe, expect, it } from 'vitest';
import {
  alignEarlier,
  chooseTicks,
  createLines,
} from '../../../../web/report/chart/chart-lines.js';

describe('a curve', () => {
  it.each([
    [[1, 2, 3], null, [1, 2, 3], [null, null, null]],
    [[1, 2, 3], 2, [1, 2, null], [null, 2, 3]],
    [[1], 0, [null], [1]],
    [[1, 2], 9, [1, 2], [null, null]],
  ])('%o, unfinished at %s', (values, unfinished, over, current) => {
    expect(createLines(values, unfinished)).toEqual([over, current]);
  });

  it.each([
    [3, [1, 3, 5]],
    [10, [1, 2, 3, 4, 5]],
    [0, [1]],
  ])('has ticks for %i labels', (room, ticks) => {
    expect(chooseTicks([1, 2, 3, 4, 5], room)).toEqual(ticks);
  });

  it('has the period before in its own places', () => {
    expect(alignEarlier(['a', 'b', 'c'], 2)).toEqual(['a', 'b']);
    expect(alignEarlier(['a'], 3)).toEqual(['a', null, null]);
  });
});
