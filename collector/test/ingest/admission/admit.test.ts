import { describe, expect, test } from 'vitest';
import { type Arrival, admit } from '../../../src/ingest/admission/admit.js';
import { expandRecord } from '../../../src/ingest/log/expand.js';
import type { HitRecord } from '../../../src/ingest/record.js';
import { NOW } from '../../support/hits.js';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
/** Unix seconds of a moment relative to the receipt. */
const at = (milliseconds: number): number => (NOW + milliseconds) / 1000;

/** The hit that readers of the log get of a line. */
const arrive = (query: string, arrival: Partial<Arrival> = {}, kind = 'e'): HitRecord => {
  const { draft } = admit([`${kind}?${query}`], {
    site: 'demo',
    via: 'batch',
    received: NOW,
    ...arrival,
  });
  return expandRecord({ ...draft, seq: 7 })[0] as HitRecord;
};

describe('the time of a hit', () => {
  const single = { via: 'single' } as const;
  const sentAt = (milliseconds: number) => ({ sent: String(at(milliseconds)) });

  test.each<[string, string, Partial<Arrival>, number]>([
    ['single, no time: the receipt (W7)', '', single, 0],
    ['single, _t without _d: the receipt', `&_t=${at(-5 * SECOND)}`, single, 0],
    ['single, _d=0: the receipt', `&_t=${at(-5 * SECOND)}&_d=0`, single, 0],
    ['single, _d=true: the receipt', `&_t=${at(-5 * SECOND)}&_d=true`, single, 0],
    ['single, _d=1: _t', `&_t=${at(-5 * SECOND)}&_d=1`, single, -5 * SECOND],
    ['single, _d=1, no number: the receipt', '&_t=now&_d=1', single, 0],
    ['batch, no time: the receipt', '', {}, 0],
    ['batch: _t with its milliseconds (W9)', `&_t=${at(-5 * SECOND + 478)}`, {}, -5 * SECOND + 478],
    ['batch, clock 59 s off: latency', `&_t=${at(-SECOND)}`, sentAt(-59 * SECOND), -SECOND],
    ['batch, clock 60 s slow', `&_t=${at(-70 * SECOND)}`, sentAt(-60 * SECOND), -10 * SECOND],
    ['batch, clock an hour fast', `&_t=${at(3599 * SECOND)}`, sentAt(3600 * SECOND), -SECOND],
    ['batch, clock a year slow', `&_t=${at(-365 * DAY)}`, sentAt(-365 * DAY), 0],
    ['batch, _d=1 is never shifted', `&_t=${at(-DAY)}&_d=1`, sentAt(-3600 * SECOND), -DAY],
    ['batch, _s no number: no shift', `&_t=${at(-SECOND)}`, { sent: 'x' }, -SECOND],
    ['batch, _s empty: no shift', `&_t=${at(-SECOND)}`, { sent: '' }, -SECOND],
    ['batch, _s in milliseconds: no shift', `&_t=${at(-SECOND)}`, { sent: `${NOW}` }, -SECOND],
    ['31 days old (W13)', `&_t=${at(-31 * DAY)}`, {}, -31 * DAY],
    ['older than 31 days: the receipt', `&_t=${at(-31 * DAY - 1)}`, {}, 0],
    ['older than 31 days with _d=1', `&_t=${at(-400 * DAY)}&_d=1`, {}, -400 * DAY],
    ['an hour ahead', `&_t=${at(3600 * SECOND)}`, {}, 3600 * SECOND],
    ['more than an hour ahead: the receipt', `&_t=${at(3600 * SECOND + 1)}`, {}, 0],
    ['more than an hour ahead with _d=1', `&_t=${at(3600 * SECOND + 1)}&_d=1`, single, 0],
    ['2009', `&_t=${Date.UTC(2009, 0, 1) / 1000}&_d=1`, single, Date.UTC(2009, 0, 1) - NOW],
    ['before 2009: the receipt', `&_t=${Date.UTC(2009, 0, 1) / 1000 - 1}&_d=1`, single, 0],
    ['batch, milliseconds without _d: the receipt', `&_t=${NOW}`, {}, 0],
  ])('%s', (_, query, arrival, expected) => {
    expect(arrive(`_n=A&_p=ada${query}`, arrival).time - NOW).toBe(expected);
    // The same where a glance at the line is not enough.
    expect(arrive(`_n=A&%5Fp=ada${query}`, arrival).time - NOW).toBe(expected);
  });
});

describe('a clock of which more is known than its batch says (W9)', () => {
  // In seconds: what the batch says, what is known, what times move by; in milliseconds, what the log tells.
  test.each<[string, number, number, number, number | undefined]>([
    ['right, the request 90 s under way', 90, 0.1, 0, 100],
    ['an hour slow, the request 90 s under way', 3690, 3600, 3600, 3_600_000],
    ['an hour fast, the request 90 s under way', -3510, -3600, -3600, -3_600_000],
    ['an hour slow, no more known', 3600, 3600, 3600, undefined],
    ['right, no more known', 0.2, 0.2, 0, undefined],
    ['right, the body alone 90 s under way', 90, 0.2, 0, 200],
  ])('%s', (_, said, known, moved, told) => {
    const arrival = { sent: String(at(-said * SECOND)), behind: known * SECOND };
    const time = at(-(said + 1) * SECOND);
    const hit = arrive(`_n=A&_p=ada&_t=${time}`, arrival);
    expect(hit.time - NOW).toBe((moved - said - 1) * SECOND);
    expect(hit.behind).toBe(told);
    // A time that stands as it is moves with no clock.
    const given = arrive(`_n=A&_p=ada&_t=${at(-5 * SECOND)}&_d=1`, arrival);
    expect(given.time - NOW).toBe(-5 * SECOND);
  });
});

describe('what the log holds of a hit', () => {
  test('the fields as sent, without the site key, the server’s facts beside them', () => {
    const hit = arrive(
      '_k=demo&Plan=Pro%2CTeam&_n=Signed:Up&_p=ada&_t=1&_x=y&Plan=Basic&__proto__=z',
      { via: 'single', agent: 'curl' },
    );
    expect(hit).toEqual({
      type: 'hit',
      v: 1,
      seq: 7,
      site: 'demo',
      kind: 'e',
      fields: [
        ['Plan', 'Basic'],
        ['_n', 'Signed:Up'],
        ['_p', 'ada'],
        ['_t', '1'],
        ['_x', 'y'],
        ['__proto__', 'z'],
      ],
      received: NOW,
      time: NOW,
      via: 'single',
      agent: 'curl',
      proven: false,
    });
  });

  test.each([
    ['e', 'e'],
    ['s', 's'],
    ['a', 'a'],
  ])('kind %s', (kind, expected) => {
    expect(arrive('_n=A&_p=ada', {}, kind).kind).toBe(expected);
  });

  test('the sender’s clock as sent, and a bounded user agent', () => {
    const hit = arrive('_n=A&_p=ada', { sent: '12.5', agent: 'x'.repeat(9000) });
    expect(hit.sent).toBe('12.5');
    expect(hit.agent).toHaveLength(512);
  });

  test('of a request, the lines that can be read, each at its own place', () => {
    const lines = ['e?_n=A&_p=ada', 'e?_n=B', 's?_p=ada&Plan=Pro', '', '/a?_n=ada&_p=x'];
    const { draft, rejected } = admit(lines, { site: 'demo', via: 'batch', received: NOW });
    expect(draft.lines).toEqual([lines[0], lines[2], lines[4]]);
    expect(rejected).toEqual([
      { line: 1, reason: 'missing_person' },
      { line: 3, reason: 'unknown_kind' },
    ]);
    const hits = expandRecord({ ...draft, seq: 7, bot: true }) as HitRecord[];
    expect(hits.map(({ seq, kind, bot }) => [seq, kind, bot])).toEqual([
      [7, 'e', true],
      [8, 's', true],
      [9, 'a', true],
    ]);
  });
});
