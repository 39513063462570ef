import { expect, test } from 'vitest';
import { createSeen } from '../../src/ingest/seen.js';

test('knows a text again, however many came between', () => {
  const seen = createSeen();
  const texts = Array.from({ length: 50_000 }, (_, index) => `hit ${index}`);
  expect(texts.every((text) => seen.add(text))).toBe(true);
  expect(texts.some((text) => seen.add(text))).toBe(false);
  expect(seen.add('another')).toBe(true);
});
