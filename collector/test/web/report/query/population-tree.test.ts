import { describe, expect, it } from 'vitest';
import {
  encodeDefinition,
  encodeNode,
  formatNode,
  isWhole,
  measureDepth,
  parseDefinition,
  readTree,
} from '../../../../web/report/query/population-tree.js';

const BOUGHT = { did: { event: 'Bought' } };
const PRO = { property: 'Plan', op: 'is', value: 'Pro' };

describe('a condition on people', () => {
  it.each<[object, number, string]>([
    [BOUGHT, 1, 'did Bought'],
    [PRO, 1, 'Plan is Pro'],
    [{ not: BOUGHT }, 2, 'did not Bought'],
    [
      { did: { event: 'Bought', atLeast: 2, lastDays: 30 } },
      1,
      'did Bought at least 2 times in the last 30 days',
    ],
    [{ did: { anything: true } }, 1, 'did (any event)'],
    [
      { did: { anyOf: ['A', 'B'], where: [{ property: 'Size', op: 'above', value: '5' }] } },
      1,
      'did A or B where Size is above 5',
    ],
    [
      { and: [BOUGHT, { or: [PRO, { not: BOUGHT }] }] },
      4,
      'did Bought and (Plan is Pro or did not Bought)',
    ],
    [{ not: { or: [BOUGHT, PRO] } }, 3, 'not (did Bought or Plan is Pro)'],
  ])('%j is read, %i deep, has words, and is asked as it was', (tree, depth, words) => {
    const node = readTree(tree)!;
    expect(encodeNode(node)).toEqual(tree);
    expect(measureDepth(encodeNode(node))).toBe(depth);
    expect(formatNode(node)).toBe(words);
    expect(isWhole(node)).toBe(true);
  });

  it.each([
    null,
    {},
    { and: BOUGHT },
    { and: [{}] },
    { did: {} },
    { did: { event: 'A', atLeast: 'x' } },
  ])('%j is none', (tree) => {
    expect(readTree(tree)).toBeNull();
  });

  it('is edited as a group, and asked without needless depth', () => {
    expect(parseDefinition(BOUGHT).parts).toHaveLength(1);
    expect(encodeDefinition(parseDefinition(BOUGHT))).toEqual(BOUGHT);
    expect(encodeDefinition(parseDefinition({ and: [BOUGHT, PRO] }))).toEqual({
      and: [BOUGHT, PRO],
    });
    expect(parseDefinition(null).parts).toEqual([]);
  });

  it('says the same turned around twice', () => {
    expect(encodeNode(readTree({ not: { not: BOUGHT } })!)).toEqual(BOUGHT);
  });

  it('is not whole while a part is still to be chosen', () => {
    expect(isWhole(parseDefinition(null))).toBe(false);
    expect(isWhole(readTree({ and: [BOUGHT, { property: '', op: 'is' }] })!)).toBe(false);
  });
});
