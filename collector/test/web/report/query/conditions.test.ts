import { describe, expect, it } from 'vitest';
import {
  type Condition,
  isComplete,
  readCondition,
} from '../../../../web/report/query/conditions.js';

describe('a condition', () => {
  it.each<[Condition, boolean]>([
    [{ property: '', op: 'is', values: ['A'] }, false],
    [{ property: 'Plan', op: 'is', values: [] }, false],
    [{ property: 'Plan', op: 'is', values: ['Pro'] }, true],
    [{ property: 'Plan', op: 'exists', values: [] }, true],
    [{ property: 'Age', op: 'above', values: ['ten'] }, false],
    [{ property: 'Age', op: 'above', values: ['-1.5'] }, true],
  ])('%j can be asked: %s', (condition, complete) => {
    expect(isComplete(condition)).toBe(complete);
  });

  it.each([
    [{ property: 'Plan', op: 'is', value: 'Pro' }, ['Pro']],
    [{ property: 'Plan', op: 'is', value: ['Pro', 'Team'] }, ['Pro', 'Team']],
    [{ property: 'Age', op: 'above', value: 5 }, ['5']],
    [{ property: 'Plan', op: 'missing' }, []],
  ])('%j is read', (asked, values) => {
    expect(readCondition(asked)?.values).toEqual(values);
  });

  it.each([null, 'Plan', {}, { property: 'Plan', op: 'likes' }])('%j is none', (asked) => {
    expect(readCondition(asked)).toBeNull();
  });
});
