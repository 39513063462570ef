import { expect, test } from 'vitest';
import { openCountries } from '../../../src/ingest/admission/countries.js';
import { createMmdb } from '../../support/mmdb.js';

const RECORDS = {
  '81.2.69.0/24': { country: { iso_code: 'GB', names: { en: 'United Kingdom' } } },
  '8.8.8.0/24': { country_code: 'US' },
  '5.9.0.0/16': { country: 'DE', country_code: '' },
  '32.1.0.0/16': { country_code: 'US' },
  '9.9.9.0/24': { registered_country: { iso_code: 'CH' } },
  '10.0.0.0/8': { country: { iso_code: 'Nowhere' } },
};

test.each([
  ['81.2.69.160', 'GB'],
  ['81.2.70.1', undefined],
  ['8.8.8.8', 'US'],
  ['5.9.1.1', 'DE'],
  ['9.9.9.9', 'CH'],
  ['10.1.1.1', undefined],
  ['127.0.0.1', undefined],
  // The first half of it reads like 32.1.13.184.
  ['2001:db8::1', undefined],
  ['8.8.8', undefined],
  ['unknown', undefined],
  ['', undefined],
])('%j is in %s', (address, country) => {
  expect(openCountries(createMmdb(RECORDS)).find(address)).toBe(country);
});

test('one that knows both kinds of addresses', () => {
  const bytes = createMmdb(
    { '8.8.8.0/24': { country_code: 'US' }, '2001:db8::/32': { country_code: 'FR' } },
    { ipVersion: 6 },
  );
  const { find } = openCountries(bytes);
  expect(['8.8.8.8', '2001:db8::5', '2001:db9::5'].map(find)).toEqual(['US', 'FR', undefined]);
});

test('says what it is', () => {
  const { type, built } = openCountries(createMmdb(RECORDS));
  expect([type, built.toISOString()]).toEqual(['Test-Country', '2026-11-17T00:00:00.000Z']);
});

test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'it is not a complete MMDB database'],
  ['a text', Buffer.from('country'), 'it is not a complete MMDB database'],
  ['half of one', createMmdb(RECORDS).subarray(0, 200), 'it is not a complete MMDB database'],
  [
    'the later half of one',
    createMmdb(RECORDS).subarray(500),
    'it is not a complete MMDB database',
  ],
  [
    // Then each of four thousand million addresses is one of its own, and of nowhere.
    'one with a damaged tree',
    createMmdb(RECORDS).fill(0, 0, 400),
    'it is a Test-Country database, which has no countries',
  ],
  ['one whose networks lead beyond it', createMmdb(RECORDS).fill(0xff, 0, 400), 'it is damaged'],
  [
    'one of providers',
    createMmdb({ '8.8.8.0/24': { autonomous_system_number: 15169 } }, { type: 'Test-ASN' }),
    'it is a Test-ASN database, which has no countries',
  ],
])('%s is refused', (_, bytes, reason) => {
  expect(() => openCountries(bytes)).toThrow(reason);
});

test('a database that is damaged in the middle costs a hit its country, and nothing else', () => {
  const bytes = createMmdb(RECORDS);
  const { find } = openCountries(bytes);
  const at = bytes.indexOf('United Kingdom');
  bytes.fill(0xff, at - 30, at + 10);
  expect(find('81.2.69.160')).toBeUndefined();
});
