import { describe, expect, it } from 'vitest';
import { toEntry } from '../../src/engine/hit.js';
import type { LogRecord } from '../../src/ingest/record.js';
import { type Draft, T0, toRecord } from '../support/records.js';

const project = (draft: Draft) => toEntry({ ...draft, seq: 7 });

describe('what the loader keeps of a record', () => {
  it('an event: name, amount, properties without reserved names', () => {
    const record = toRecord('e', {
      Plan: 'Pro',
      Revenue: '9.5',
      _n: 'Bought, twice',
      _p: 'ada',
      _i: 'x',
      _u: '1',
    });
    expect(project(record)).toEqual({
      type: 'hit',
      seq: 7,
      site: 'demo',
      kind: 'e',
      name: 'Bought  twice',
      identity: 'ada',
      millisecond: T0,
      revenue: 95_000n,
      currency: null,
      late: 0,
      skew: null,
      properties: '{"Plan":"Pro","Revenue":"9.5"}',
      repeat: { key: expect.any(BigInt), day: Math.floor(T0 / 86_400_000) },
    });
  });

  it.each([
    [T0 + 0.9, T0],
    [T0 + 0.9999, T0 + 1],
    [-1, 0],
    [0, 0],
    [Date.UTC(2008, 0, 1), Date.UTC(2008, 0, 1)],
    [Date.UTC(2100, 0, 1), Date.UTC(2100, 0, 1) - 1],
    [1e14, Date.UTC(2100, 0, 1) - 1],
  ])('a time of %j as the millisecond %j, which has a place (S12)', (time, millisecond) => {
    const record = { ...toRecord('e', { _n: 'Bought', _p: 'ada' }), time };
    expect(project(record)).toMatchObject({ millisecond });
  });

  it.each<[string, Partial<Draft>, number | null]>([
    ['no clock', {}, null],
    ['its batch’s clock', { sent: String(T0 / 1000 - 90) }, 90],
    ['a clock of which more was known', { sent: String(T0 / 1000 - 90), behind: 120 }, 0],
    ['a clock that is no number', { sent: 'noon' }, null],
  ])('%s: how far it was behind, in seconds', (_, rest, skew) => {
    const record = { ...toRecord('e', { _n: 'Bought', _p: 'ada' }), received: T0, ...rest };
    expect(project(record)).toMatchObject({ skew });
  });

  it('an event that tells where its person came from: what it says of them', () => {
    const said = { Plan: 'Pro', 'Campaign Source': 'news' };
    expect(project(toRecord('e', { ...said, _n: 'Bought', _p: 'ada' }))).toMatchObject({
      says: said,
    });
  });

  it('a set: what it says of its person, and no revenue', () => {
    expect(project(toRecord('s', { Revenue: '5', _p: 'ada' }))).toMatchObject({
      name: null,
      revenue: null,
      says: { Revenue: '5' },
    });
  });

  it.each([
    ['i', 'i'],
    ['f', 'f'],
    ['', 'a'],
    ['z', 'a'],
  ])('an alias with _y=%j: a link of the source %s', (_y, source) => {
    const record = toRecord('a', { _n: 'ada', _p: 'bob', _y, _i: 'x' });
    const fields = JSON.stringify(record.fields);
    expect(project(record)).toMatchObject({ link: { source, time: T0, id: 'x', fields } });
  });

  it.each([
    [1_795_341_600_000, 1_795_341_600_000],
    [1_795_341_600_000.9998, 1_795_341_600_001],
    [1_795_341_600_000.6, 1_795_341_600_000],
  ])('the time %s in whole milliseconds: %s', (time, millisecond) => {
    expect(project({ ...toRecord('e', { _n: 'A', _p: 'a' }), time })).toMatchObject({
      millisecond,
    });
  });

  it.each(['1e99', '-1e99', 'soon', '1795341600'])('a day for the time %j as sent', (_t) => {
    const entry = project(toRecord('e', { _n: 'A', _p: 'a', _t }));
    expect(entry).toMatchObject({ repeat: { day: expect.any(Number) } });
    expect(Number.isInteger((entry as { repeat: { day: number } }).repeat.day)).toBe(true);
  });

  it('nothing to know a repeat by, where neither time nor id was sent', () => {
    const record = { ...toRecord('e', {}), fields: Object.entries({ _n: 'A', _p: 'a' }) };
    expect(project(record)).not.toHaveProperty('repeat');
  });

  it('nothing of robots, and of records that hold no hit', () => {
    expect(
      toEntry({ ...toRecord('e', { _n: 'A', _p: 'a' }), seq: 1, bot: true } as LogRecord),
    ).toBeUndefined();
    expect(project(toRecord('e', { _n: 'A', _p: '' }))).toBeUndefined();
  });
});
