import { describe, expect, test } from 'vitest';
import { type ImportContext, NO_NAMES, toImported } from '../../src/jobs/imported.js';
import { toExported } from '../../src/routes/export.js';
import { NOW } from '../support/hits.js';

const CONTEXT: ImportContext = { site: 'demo', file: 'f1le', line: 7, names: NO_NAMES, now: NOW };

describe('a line of an export (S25)', () => {
  test.each<[string, object]>([
    [
      'an event',
      { _p: 'ada', _n: 'Signed Up', _t: 1795336083.478, Plan: 'Pro', _i: 'id-1', _r: 1795336084 },
    ],
    ['an event without an id', { _p: 'ada', _n: 'Signed Up', _t: 1795336083, _r: 1795336084.001 }],
    ['a set', { _p: ' ada ', _t: 1795336083.001, 'Full, Name': 'Ada: L', _r: 1795336084.5 }],
    ['an alias', { _p: 'anon', _p2: 'ada', _t: 1795336083, _i: 'id-2', _r: 1795336084, _y: 'i' }],
    ['an alias that says nothing of itself', { _p: 'anon', _p2: 'ada', _t: 1, _r: 1795336084 }],
    ['names of the object prototype', { _p: 'x', _n: 'constructor', _t: 1, toString: 'a', _r: 2 }],
  ])('%s: imported and exported it is the same', (_, line) => {
    const imported = toImported(line, CONTEXT);
    if ('rejected' in imported) throw new Error(imported.rejected);
    expect(JSON.stringify(toExported({ ...imported.draft, seq: 1 }))).toBe(JSON.stringify(line));
  });

  test('of an old export: times as text, numbers as values, names in lower case, no time of receipt', () => {
    const line = { _p: 'ada', _n: 'signed up', _t: '1795336083', plan: 'Pro', age: 36, paid: true };
    const names = { events: { 'signed up': 'Signed Up' }, properties: { plan: 'Plan' } };
    expect(toImported({ ...line, _c: 'x', gone: null }, { ...CONTEXT, names })).toEqual({
      draft: {
        type: 'hit',
        v: 1,
        site: 'demo',
        kind: 'e',
        fields: [
          ['Plan', 'Pro'],
          ['age', '36'],
          ['paid', 'true'],
          ['_n', 'Signed Up'],
          ['_p', 'ada'],
        ],
        received: NOW,
        time: 1795336083000,
        via: 'single',
        imported: 'f1le:7',
      },
    });
  });

  test.each<[unknown, string]>([
    [null, 'not_an_object'],
    [[], 'not_an_object'],
    ['x', 'not_an_object'],
    [{ _n: 'A', _t: 1 }, 'missing_person'],
    [{ _p: 'ada', _n: '', _t: 1 }, 'missing_name'],
    [{ _p: 'x'.repeat(256), _n: 'A', _t: 1 }, 'identity_too_long'],
    [{ _p: 'ada', _n: 'A' }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: 'yesterday' }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: 1795336083478 }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: -1 }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: 1, _r: {} }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: 1, Plan: { a: 1 } }, 'nested_value'],
  ])('%j is refused: %s', (line, reason) => {
    expect(toImported(line, CONTEXT)).toEqual({ rejected: reason });
  });
});
