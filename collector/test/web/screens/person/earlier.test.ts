import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../../../web/api/types.js';
import { findEarlierValues } from '../../../../web/screens/person/earlier.js';

const set = (time: string, properties: Record<string, string>): TimelineEntry => ({
  ...{ kind: 'set', identity: 'ada@shop.example' },
  ...{ time, properties },
});

describe('the values that a property had', () => {
  it('stand once for each change, newest first, since it was made', () => {
    const values = findEarlierValues([
      set('5', { Plan: 'Pro' }),
      { ...set('4', { Plan: 'Team' }), kind: 'event' },
      set('3', { Plan: 'Pro', Name: 'Ada' }),
      set('2', { Plan: 'Free' }),
      set('1', { Plan: 'Pro' }),
    ]);
    expect(values.get('Plan')).toEqual([
      { value: 'Pro', time: '3' },
      { value: 'Free', time: '2' },
      { value: 'Pro', time: '1' },
    ]);
    expect(values.get('Name')).toEqual([{ value: 'Ada', time: '3' }]);
  });
});
