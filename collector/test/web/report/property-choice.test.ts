import { describe, expect, it } from 'vitest';
import { isOfEvents, readProperty, toPropertyName } from '../../../web/report/property-choice.js';

const read = (query: string) => readProperty(new URLSearchParams(query), 'group', 'lastInRange');

describe('the property that people are told apart by', () => {
  it.each([
    ['group=Plan', { person: 'Plan', at: 'lastInRange' }],
    ['group=Plan&at=firstEver', { person: 'Plan', at: 'firstEver' }],
    ['group=Plan&at=toString', { person: 'Plan', at: 'lastInRange' }],
    ['group=Source&of=event', { event: 'Source', at: 'lastInRange' }],
  ])('%s: %o', (query, value) => {
    expect(read(query)).toEqual(value);
  });

  it('is none where the address has none', () => {
    expect(read('at=firstEver')).toBeNull();
  });

  it('has a name wherever it is said', () => {
    expect(toPropertyName({ event: 'Source', at: 'firstEver' })).toBe('Source');
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
