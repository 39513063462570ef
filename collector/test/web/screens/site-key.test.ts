import { expect, test } from 'vitest';
import { formatSiteKey } from '../../../web/screens/setup/site-key.js';

test.each([
  ['Garden shop', 'garden-shop'],
  ['Café & Söhne GmbH', 'cafe-sohne-gmbh'],
  ['  www.example.com ', 'www-example-com'],
  ['日本', ''],
  ['', ''],
  [`${'x'.repeat(31)} y`, 'x'.repeat(31)],
  ['A'.repeat(99), 'a'.repeat(32)],
])('a site called %j gets the key %j', (name, key) => {
  expect(formatSiteKey(name)).toBe(key);
});
