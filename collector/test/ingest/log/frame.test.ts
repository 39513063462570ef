import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEncoder, decodeRecords, encodeRecords } from '../../../src/ingest/log/frame.js';
import type { HitRecord, HitsRecord } from '../../../src/ingest/record.js';
import { NOW } from '../../support/hits.js';

const toHits = (names: readonly string[], seq = 1): HitsRecord => ({
  type: 'hits',
  v: 2,
  seq,
  site: 'demo',
  received: NOW,
  via: 'batch',
  lines: names.map((name) => `e?_p=ada&_n=A&Note=${name}`),
  offsets: names.map((_, at) => at),
});

const toLines = (bytes: Buffer): string[] => bytes.toString().trimEnd().split('\n');

test.each([
  ['nothing that JSON escapes', 'Pro'],
  ['a quotation mark', '"'],
  ['a backslash', '\\'],
  ['a line feed', '\n'],
  ['a control character', '\0'],
  ['half of a character', '\ud800'],
  ['text beyond ASCII', 'Zürich 💶'],
])('a line with %s comes back through every JSON reader', (_, name) => {
  const record = toHits(['first', name, 'last']);
  const [line, ...more] = toLines(encodeRecords([record]));
  expect(more).toEqual([]);
  const { check, ...read } = JSON.parse(line!);
  expect(read).toEqual(record);
  expect(check).toMatch(/^[0-9a-f]{16}$/);
});

test('records come back as they were, whatever a sender sends', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(
      fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { maxLength: 4 }),
      (all) => {
        const records = all.map((names, at) => toHits(names.map(encodeURIComponent), at * 10));
        const read = toLines(encodeRecords(records)).filter(Boolean);
        const found = read.flatMap((line) => decodeRecords(Buffer.from(line)) as HitRecord[]);
        expect(found.map(({ fields }) => new Map(fields).get('Note'))).toEqual(all.flat());
      },
    ),
  );
});

test('an encoder that was used before leaves nothing of that', () => {
  const encode = createEncoder();
  const long = toHits(['x'.repeat(3_000_000)]);
  expect(encode([long, toHits(['A'])]).equals(encodeRecords([long, toHits(['A'])]))).toBe(true);
  expect(encode([toHits(['B'])]).equals(encodeRecords([toHits(['B'])]))).toBe(true);
  expect(encode([])).toHaveLength(0);
});
