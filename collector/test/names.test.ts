import { describe, expect, it } from 'vitest';
import { flattenMerges, foldName, listMergedNames } from '../src/names.js';

describe('names that differ in case alone', () => {
  it.each([
    ['Signed Up', 'signed up'],
    ['SIGNED UP', 'signed up'],
    ['Größe', 'GRÖSSE'],
    ['Café', 'CAFE\u0301'],
    ['ΟΔΟΣ', 'οδος'],
    ['οδοσ', 'οδος'],
    ['Покупка', 'ПОКУПКА'],
  ])('%s is %s', (a, b) => {
    expect(foldName(a)).toBe(foldName(b));
  });

  it.each([
    ['Signed Up', 'Signed-Up'],
    ['Signed Up', 'Signed  Up'],
    ['Cafe', 'Café'],
  ])('%s is not %s', (a, b) => {
    expect(foldName(a)).not.toBe(foldName(b));
  });
});

describe('merges', () => {
  it.each([
    ['stay as they are', { a: 'B', c: 'B' }, false, { a: 'B', c: 'B' }],
    ['lead to the last name of a chain', { a: 'b', b: 'c' }, false, { a: 'c', b: 'c' }],
    ['that lead on without case', { A: 'B', b: 'C' }, true, { A: 'C', b: 'C' }],
    ['but not with it', { A: 'B', b: 'C' }, false, { A: 'B', b: 'C' }],
    ['in a circle count under one of it', { A: 'B', b: 'a', x: 'A' }, true, { b: 'a', x: 'A' }],
    ['of one name without case are none', { revenue: 'Revenue' }, true, {}],
  ])('%s', (_, merged, foldNames, flat) => {
    expect(flattenMerges(merged, foldNames)).toEqual(flat);
  });

  it.each([
    ['Revenue', false, ['Revenue', 'revenue', 'Umsatz']],
    ['Umsatz', false, ['Revenue', 'revenue', 'Umsatz']],
    ['UMSATZ', false, ['UMSATZ']],
    ['UMSATZ', true, ['Revenue', 'revenue', 'Umsatz']],
    ['Other', false, ['Other']],
    ['constructor', false, ['constructor']],
  ])('%s, folded: %s', (name, foldNames, group) => {
    const merged = { revenue: 'Revenue', Umsatz: 'Revenue' };
    expect(listMergedNames(name, { merged, foldNames })).toEqual(group);
  });
});
