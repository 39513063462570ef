import { describe, expect, it } from 'vitest';
import {
  encodeReading,
  formatReading,
  isOfEvents,
  propertyNameOf,
  readProperty,
} from '../../../../web/report/pickers/property-choice.js';

const read = (query: string) => readProperty(new URLSearchParams(query), 'group', 'lastInRange');

describe('the property that people are told apart by', () => {
  it.each([
    ['group=Plan', { person: 'Plan', at: 'lastInRange' }],
    ['group=Plan&at=firstEver', { person: 'Plan', at: 'firstEver' }],
    ['group=Plan&at=toString', { person: 'Plan', at: 'lastInRange' }],
    ['group=Size&of=event', { event: 'Size', at: 'lastInRange' }],
    ['group=Size&of=both', { property: 'Size', at: 'lastInRange' }],
    ['group=Size&of=nobody', { person: 'Size', at: 'lastInRange' }],
    ['group=Source&of=event', { event: 'Source', at: 'firstEver' }],
    ['group=Campaign+Name', { property: 'Campaign Name', at: 'firstEver' }],
    ['group=Campaign+Name&of=person&at=lastEver', { person: 'Campaign Name', at: 'lastEver' }],
    ['group=Referrer', { person: 'Referrer', at: 'firstEver' }],
  ])('%s: %o', (query, value) => {
    expect(read(query)).toEqual(value);
  });

  it('of an event is what the first step itself says', () => {
    const step = (query: string) =>
      readProperty(new URLSearchParams(query), 'segment', 'step1OrAfter');
    expect(step('segment=Size&of=event')).toEqual({ event: 'Size', at: 'step1' });
    expect(step('segment=Size')).toEqual({ person: 'Size', at: 'step1OrAfter' });
  });

  it.each([
    [{ event: 'Plan', at: 'lastEver' }, 'of=event&at=lastEver', 'of their events, latest ever'],
    [{ person: 'Plan', at: 'firstEver' }, 'of=person&at=firstEver', 'of the person, first ever'],
    [
      { property: 'Plan', at: 'step1OrAfter' },
      'of=both&at=step1OrAfter',
      'of the person or their events, at or after the first step',
    ],
  ] as const)('%o is asked for by %s', (reading, query, text) => {
    expect(new URLSearchParams(encodeReading(reading)).toString()).toBe(query);
    expect(
      readProperty(new URLSearchParams(`group=Plan&${query}`), 'group', 'lastInRange'),
    ).toEqual(reading);
    expect(formatReading(reading)).toBe(text);
  });

  it('is none where the address has none', () => {
    expect(read('at=firstEver')).toBeNull();
  });

  it('has a name wherever it is said', () => {
    expect(propertyNameOf({ event: 'Source', at: 'firstEver' })).toBe('Source');
  });
});

describe('where a property is looked for', () => {
  it.each([
    ['Source', true],
    ['Plan', false],
    ['Both', false],
    ['Unheard of', false],
  ])('%s in events: %s', (property, ofEvents) => {
    const names = [
      { name: 'Source', count: 1, event: true, person: false },
      { name: 'Plan', count: 1, event: false, person: true },
      { name: 'Both', count: 1, event: true, person: true },
    ];
    expect(isOfEvents(names, property)).toBe(ofEvents);
    expect(isOfEvents(null, property)).toBe(false);
  });
});
