import { expect, test } from 'vitest';
import { createOccurrences } from '../../../src/ingest/same-hit/occurrences.js';
import { createSeen } from '../../../src/ingest/same-hit/seen.js';

test('knows a text again, however many came between', () => {
  const seen = createSeen();
  const texts = Array.from({ length: 50_000 }, (_, index) => `hit ${index}`);
  expect(texts.every((text) => seen.add(text))).toBe(true);
  expect(texts.some((text) => seen.add(text))).toBe(false);
  expect(seen.add('another')).toBe(true);
});

test('counts how often a text came, however many came between', () => {
  const count = createOccurrences();
  const texts = Array.from({ length: 20_000 }, (_, index) => `line ${index % 5000}`);
  expect(texts.map(count)).toEqual(texts.map((_, index) => Math.floor(index / 5000) + 1));
});
