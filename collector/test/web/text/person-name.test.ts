import { describe, expect, it } from 'vitest';
import { formatPersonName, formatVisitorName, hashShort } from '../../../web/text/person-name.js';

const ANONYMOUS = '2oPnc4dcQ8VJZAjAdNJbnWSbKkE=';
const anonymous = { identity: ANONYMOUS, kind: 'anonymous' } as const;
const named = { identity: 'jane@example.com', kind: 'named' } as const;

describe('the name of a person', () => {
  it.each([
    ['Name before Email', [named], { Email: 'j@x.example', Name: 'Jane' }, 'Jane'],
    ['Email before the identity', [named], { Email: 'j@x.example' }, 'j@x.example'],
    ['the named identity', [anonymous, named], {}, 'jane@example.com'],
    ['a blank Name is none', [anonymous, named], { Name: '  ' }, 'jane@example.com'],
    ['case matters', [named], { name: 'jane' }, 'jane@example.com'],
    ['a visitor', [anonymous], {}, formatVisitorName(ANONYMOUS)],
  ])('%s', (_fact, identities, properties: Record<string, string>, name) => {
    expect(formatPersonName({ identities, properties })).toBe(name);
  });
});

describe('the short hash of a visitor', () => {
  it('has four hexadecimal digits, the same for the same identity', () => {
    expect(hashShort(ANONYMOUS)).toMatch(/^[0-9a-f]{4}$/);
    expect(hashShort(ANONYMOUS)).toBe(hashShort(ANONYMOUS));
    expect(hashShort('')).toMatch(/^[0-9a-f]{4}$/);
  });

  it('tells most of a hundred visitors apart', () => {
    const hashes = Array.from({ length: 100 }, (_, index) => hashShort(`${index}${ANONYMOUS}`));
    expect(new Set(hashes).size).toBeGreaterThan(95);
  });
});
