import { expect, test } from 'vitest';
import { toAddress } from '../../src/routes/address.js';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:443', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:203.0.113.7', '203.0.113.7'],
  ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
  ['2001:db8::1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['::1', '::1'],
  ['unknown', 'unknown'],
  ['', ''],
])('%j is %j', (ip, address) => {
  expect(toAddress({ ip })).toBe(address);
});
