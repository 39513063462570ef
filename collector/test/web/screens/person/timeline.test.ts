import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../../../web/api/types.js';
import { countEvents, type Day, groupByDay } from '../../../../web/screens/person/timeline.js';

const VISITOR = '2oPnc4dcQ8VJZAjAdNJbnWSbKkE=';
const JANE = 'jane@example.com';
const identities = [
  { identity: VISITOR, kind: 'anonymous' },
  { identity: JANE, kind: 'named' },
] as const;

const event = (time: string, name: string, identity = JANE): TimelineEntry => ({
  time: `2025-03-${time}Z`,
  kind: 'event',
  name,
  identity,
  properties: {},
});

/** Days as text: `04: A B | C×3` with visits parted by bars and anonymous lines in brackets. */
const draw = (days: Day[]): string[] =>
  days.map(
    ({ date, visits }) =>
      `${date.slice(8)}: ${visits
        .map(({ lines }) =>
          lines
            .map(({ entries, anonymous }) => {
              const text = `${entries[0].name ?? entries[0].kind}${entries.length > 1 ? `×${entries.length}` : ''}`;
              return anonymous ? `(${text})` : text;
            })
            .join(' '),
        )
        .join(' | ')}`,
  );

const drawAll = (timeline: TimelineEntry[], timeZone = 'UTC') =>
  draw(groupByDay(timeline, [...identities], timeZone));

describe('a timeline', () => {
  it('parts days and visits, newest first', () => {
    expect(
      drawAll([
        event('05T10:00:00', 'E'),
        event('04T12:31:00', 'D'),
        event('04T12:01:00', 'C'),
        event('04T12:00:59.999', 'B'),
        event('04T11:30:00', 'A'),
      ]),
    ).toEqual(['05: E', '04: D | C B | A']);
  });

  it('begins a visit after exactly 30 minutes of silence, not a millisecond before', () => {
    expect(drawAll([event('04T12:30:00', 'B'), event('04T12:00:00', 'A')])).toEqual(['04: B | A']);
    expect(drawAll([event('04T12:29:59.999', 'B'), event('04T12:00:00', 'A')])).toEqual([
      '04: B A',
    ]);
  });

  it('counts days in the zone of the site', () => {
    const night = [event('05T00:10:00', 'B'), event('04T23:50:00', 'A')];
    expect(drawAll(night, 'UTC')).toEqual(['05: B', '04: A']);
    expect(drawAll(night, 'Europe/Berlin')).toEqual(['05: B A']);
  });

  it('folds three alike in a row, not two, and not across a visit', () => {
    expect(
      drawAll([
        event('04T15:00:00', 'Page View'),
        event('04T12:05:00', 'Page View'),
        event('04T12:04:00', 'Page View'),
        event('04T12:03:00', 'Page View'),
        event('04T12:02:00', 'Purchased'),
        event('04T12:01:00', 'Page View'),
        event('04T12:00:00', 'Page View'),
      ]),
    ).toEqual(['04: Page View | Page View×3 Purchased Page View Page View']);
  });

  it('marks what came before the name, and does not fold over it', () => {
    expect(
      drawAll([
        event('04T12:05:00', 'Page View'),
        { ...event('04T12:04:00', JANE, VISITOR), kind: 'alias' },
        event('04T12:03:00', 'Page View', VISITOR),
        event('04T12:02:00', 'Page View', VISITOR),
        event('04T12:01:00', 'Page View', VISITOR),
      ]),
    ).toEqual([`04: Page View ${JANE} (Page View×3)`]);
  });

  it('is empty when there is nothing', () => {
    expect(drawAll([])).toEqual([]);
  });
});

describe('the events to filter by', () => {
  it('come with counts, most frequent first, then by name', () => {
    const timeline = [
      event('04T12:03:00', 'B'),
      event('04T12:02:00', 'C'),
      event('04T12:01:00', 'C'),
      event('04T12:00:00', 'A'),
      { ...event('04T11:00:00', JANE), kind: 'alias' as const },
    ];
    expect(countEvents(timeline)).toEqual([
      ['C', 2],
      ['A', 1],
      ['B', 1],
    ]);
  });
});
