import { describe, expect, test } from 'vitest';
import { exportHit } from '../../src/ingest/log/exported.js';
import { type ImportContext, NO_NAMES, readImported } from '../../src/jobs/imported.js';

import { NOW } from '../support/hits.js';

const CONTEXT: ImportContext = { site: 'demo', names: NO_NAMES, timeZone: 'UTC', now: NOW };

describe('a line of an export (S25)', () => {
  test.each<[string, object]>([
    [
      'an event',
      { _p: 'ada', _n: 'Signed Up', _t: 1795336083.478, Plan: 'Pro', _i: 'id-1', _r: 1795336084 },
    ],
    ['an event without an id', { _p: 'ada', _n: 'Signed Up', _t: 1795336083, _r: 1795336084.001 }],
    ['a set', { _p: ' ada ', _t: 1795336083.001, 'Full, Name': 'Ada: L', _r: 1795336084.5 }],
    ['an alias', { _p: 'anon', _p2: 'ada', _t: 1795336083, _i: 'id-2', _r: 1795336084, _y: 'i' }],
    [
      'an alias that says nothing of itself',
      { _p: 'anon', _p2: 'ada', _t: 1795336083, _r: 1795336084 },
    ],
    [
      'names of the object prototype',
      { _p: 'x', _n: 'constructor', _t: 1795336083, toString: 'a', _r: 1795336084 },
    ],
  ])('%s: imported and exported it is the same', (_, line) => {
    const imported = readImported(line, CONTEXT);
    if ('rejected' in imported) throw new Error(imported.rejected);
    expect(JSON.stringify(exportHit(imported.draft))).toBe(JSON.stringify(line));
  });

  test('of an old export: times as text, numbers as values, names in lower case, no time of receipt', () => {
    const line = { _p: 'ada', _n: 'signed up', _t: '1795336083', plan: 'Pro', age: 36, paid: true };
    const names = { events: { 'signed up': 'Signed Up' }, properties: { plan: 'Plan' } };
    expect(readImported({ ...line, _c: 'x', gone: null }, { ...CONTEXT, names })).toMatchObject({
      tellsReceipt: false,
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
      },
    });
  });

  test.each<[unknown, string]>([
    [null, 'not_an_object'],
    [[], 'not_an_object'],
    ['x', 'not_an_object'],
    [{ _n: 'A', _t: 1795336083 }, 'missing_person'],
    [{ _p: 'ada', _n: '', _t: 1795336083 }, 'missing_name'],
    [{ _p: 'x'.repeat(256), _n: 'A', _t: 1795336083 }, 'identity_too_long'],
    [{ _p: 'ada', _n: 'A' }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: null }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: '' }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: 'yesterday' }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: '2026-02-30 10:00:00' }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: '2026-02-20 24:00:00' }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: -1 }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: 0 }, 'time_before_2009'],
    [{ _p: 'ada', _n: 'A', _t: '0' }, 'time_before_2009'],
    [{ _p: 'ada', _n: 'A', _t: Date.UTC(2009, 0, 1) / 1000 - 1 }, 'time_before_2009'],
    [{ _p: 'ada', _n: 'A', _t: '1970-01-01T00:00:00Z' }, 'time_before_2009'],
    [{ _p: 'ada', _n: 'A', _t: NOW / 1000 + 86_401 }, 'time_in_the_future'],
    [{ _p: 'ada', _n: 'A', _t: 10_413_792_000 }, 'time_in_the_future'],
    [{ _p: 'ada', _n: 'A', _t: 99_999_999_999 }, 'time_in_the_future'],
    [{ _p: 'ada', _n: 'A', _t: 1_795_336_083_478_000 }, 'time_in_the_future'],
    [{ _p: 'ada', _n: 'A', _t: 1795336083, _r: {} }, 'invalid_time'],
    [{ _p: 'ada', _n: 'A', _t: 1795336083, Plan: { a: 1 } }, 'nested_value'],
  ])('%j is refused: %s', (line, reason) => {
    expect(readImported(line, CONTEXT)).toEqual({ rejected: reason });
  });

  test.each<[unknown, string, string]>([
    [Date.UTC(2009, 0, 1) / 1000, 'UTC', '2009-01-01T00:00:00.000Z'],
    [1795336083, 'UTC', '2026-11-22T08:28:03.000Z'],
    ['1795336083.25', 'UTC', '2026-11-22T08:28:03.250Z'],
    [1795336083478, 'UTC', '2026-11-22T08:28:03.478Z'],
    ['1795336083478', 'UTC', '2026-11-22T08:28:03.478Z'],
    ['2026-11-21T08:28:03Z', 'Europe/Berlin', '2026-11-21T08:28:03.000Z'],
    ['2026-11-21T08:28:03.5+02:00', 'Europe/Berlin', '2026-11-21T06:28:03.500Z'],
    ['2026-11-21 08:28:03 -0500', 'UTC', '2026-11-21T13:28:03.000Z'],
    ['2026-11-21 08:28:03', 'Europe/Berlin', '2026-11-21T07:28:03.000Z'],
    ['2026-07-21 08:28', 'Europe/Berlin', '2026-07-21T06:28:00.000Z'],
    ['2026-07-21', 'America/New_York', '2026-07-21T04:00:00.000Z'],
    // The hour that is there twice: the first of them. The one that is not there: as the clocks show it after the change.
    ['2025-10-26 02:30:00', 'Europe/Berlin', '2025-10-26T00:30:00.000Z'],
    ['2026-03-29 02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ])('a time of %j in %s is %s', (_t, timeZone, expected) => {
    const imported = readImported({ _p: 'ada', _n: 'A', _t }, { ...CONTEXT, timeZone });
    if ('rejected' in imported) throw new Error(imported.rejected);
    expect(new Date(imported.draft.time).toISOString()).toBe(expected);
  });
});
