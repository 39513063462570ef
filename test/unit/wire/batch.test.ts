import { describe, expect, it } from 'vitest';
import { BATCH_BYTES, decodeBatch, encodeBatch, isReceipt } from '../../../src/wire.js';

describe('a body (W9)', () => {
  it.each([
    ['one line', 'e?_p=p', ['e?_p=p']],
    ['two lines', 'e?a\ns?b', ['e?a', 's?b']],
    ['a line feed at the end', 'e?a\ns?b\n', ['e?a', 's?b']],
    ['carriage returns', 'e?a\r\ns?b\r\n', ['e?a', 's?b']],
    ['an empty line keeps its number', 'e?a\n\ns?b', ['e?a', '', 's?b']],
    ['nothing', '', ['']],
  ])('%s', (_, body, lines) => {
    expect(decodeBatch(body)).toEqual(lines);
  });

  it('reads the lines that it wrote', () => {
    const lines = ['e?_n=X&_p=p', 's?a=%0A&_p=p'];
    expect(decodeBatch(encodeBatch(lines))).toEqual(lines);
  });

  it('leaves room for other trackers below the 64 KiB of a page (W12)', () => {
    expect(BATCH_BYTES).toBe(60_000);
  });
});

describe('a receipt accounts for every line sent (W11, D2)', () => {
  const rejected = [{ line: 1, reason: 'missing_name' }];
  it.each<[string, unknown, boolean]>([
    ['all accepted', { accepted: 3, rejected: [] }, true],
    ['some rejected', { accepted: 2, rejected }, true],
    ['all rejected', { accepted: 0, rejected: [...rejected, ...rejected, ...rejected] }, true],
    ['a line is missing', { accepted: 2, rejected: [] }, false],
    ['more than was sent', { accepted: 3, rejected }, false],
    ['a number as text', { accepted: '3', rejected: [] }, false],
    ['no list', { accepted: 3 }, false],
    ['an error', { error: { code: 'unknown_key' } }, false],
    ['null', null, false],
    ['a text', '<html>', false],
    ['nothing', undefined, false],
  ])('%s: %j → %s', (_, answer, receipt) => {
    expect(isReceipt(answer, 3)).toBe(receipt);
  });
});
