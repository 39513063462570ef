import { describe, expect, it } from 'vitest';
import {
  findNames,
  findSeen,
  listOptions,
  suggestName,
} from '../../../../web/report/query/names.js';

const NAMES = [
  { name: 'Viewed Sign Up', count: 9000 },
  { name: 'Signed Up', count: 1204 },
  { name: 'Signed Out', count: 3 },
  { name: 'Purchased', count: 80 },
];

describe('names that were seen', () => {
  it.each([
    ['', ['Viewed Sign Up', 'Signed Up', 'Purchased', 'Signed Out']],
    ['SIGN', ['Signed Up', 'Signed Out', 'Viewed Sign Up']],
    ['nothing', []],
  ])('with “%s”: %o', (typed, found) => {
    expect(findNames(NAMES, typed).map(({ name }) => name)).toEqual(found);
  });

  it.each([
    ['Buy', ['Buy', 'Buyer Met', 'Will Buy']],
    ['buy', ['Buy', 'Buyer Met', 'Will Buy', 'buy, as typed']],
    ['will', ['Will Buy', 'will, as typed']],
    ['nothing', []],
    [' ', ['Will Buy', 'Buyer Met', 'Buy']],
  ])('suggest for “%s”: %o', (typed, suggested) => {
    const names = [
      { name: 'Buy', count: 1 },
      { name: 'Buyer Met', count: 50 },
      { name: 'Will Buy', count: 90 },
    ];
    expect(
      listOptions(names, typed).map(({ name, asTyped }) => (asTyped ? `${name}, as typed` : name)),
    ).toEqual(suggested);
  });

  it('suggest the typed text first in a field for any name', () => {
    const names = [{ name: 'Pro Plus', count: 9 }];
    expect(listOptions(names, 'Pro', true).map(({ name }) => name)).toEqual(['Pro', 'Pro Plus']);
    expect(listOptions(names, 'Pro Plus', true).map(({ name }) => name)).toEqual(['Pro Plus']);
  });

  it.each([
    ['Signed up', 'Signed Up'],
    ['signed_up', 'Signed Up'],
    ['Singed Up', 'Signed Up'],
    ['Purchase', 'Purchased'],
    ['Cancelled', undefined],
    ['X', undefined],
  ])('“%s” may mean %s', (typed, meant) => {
    expect(suggestName(NAMES, typed)?.name).toBe(meant);
  });

  it('are seen under a name that was merged into them, too', () => {
    const names = [{ name: 'Signed Up', count: 3, merged: ['signup'] }];
    expect(findSeen(names, 'signup')?.name).toBe('Signed Up');
    expect(findSeen(names, 'Signup')).toBeUndefined();
    expect(findSeen(names, 'Signup', true)?.name).toBe('Signed Up');
    expect(findSeen(names, 'SIGNED UP', true)?.name).toBe('Signed Up');
  });
});
