import { describe, expect, it } from 'vitest';
import { withParts } from '../../../../web/report/query/change.js';
import {
  isPicked,
  namePick,
  type Pick,
  readPick,
  withPick,
} from '../../../../web/report/query/pick.js';

const PLACE = new URL('http://kmq/app/demo/funnels?step=A&step=B');

describe('the number that is open', () => {
  it.each<[Pick]>([
    [{ step: 2, outcome: 'dropped' }],
    [{ step: 1, outcome: 'converted', segment: 'a=b&c, ✓' }],
    [{ cohort: '2026-01-01', bucket: 0 }],
    [{ start: '2026-01-01', payers: true }],
    [{ group: '' }],
    [{ event: 'Logged In' }],
    [{ event: '1' }],
    [{ event: 1, start: '2026-01-01' }],
    [{ variant: 'new', converted: true }],
    [{}],
  ])('survives the address: %o', (pick) => {
    const href = withPick(PLACE, pick);
    expect(readPick(new URL(href, PLACE).searchParams)).toEqual(pick);
    expect(href).toContain('step=A&step=B');
  });

  it.each([
    [{ event: 1 }, { event: 'B' }],
    [
      { event: 'C', group: 'x' },
      { event: 'C', group: 'x' },
    ],
    [{ event: 7 }, {}],
  ])('%o of the events A and B is %o', (pick, named) => {
    expect(namePick(pick, ['A', 'B'])).toEqual(named);
  });

  it('closes without a trace', () => {
    const open = new URL(withPick(PLACE, { step: 2, outcome: 'dropped' }), PLACE);
    expect(withPick(open, null)).toBe('/app/demo/funnels?step=A&step=B');
    expect(readPick(PLACE.searchParams)).toBeNull();
  });

  it('is not made of parts that nobody knows', () => {
    expect(readPick(new URLSearchParams('pick.step=many&pick.evil=1'))).toBeNull();
  });

  it('is that number and no other', () => {
    expect(isPicked({ step: 2, outcome: 'dropped' }, { step: 2, outcome: 'dropped' })).toBe(true);
    expect(isPicked({ step: 2, outcome: 'dropped' }, { step: 2 })).toBe(false);
    expect(isPicked(null, {})).toBe(false);
  });

  it('closes when the question changes', () => {
    const open = new URL(withPick(PLACE, { step: 2 }), PLACE);
    expect(withParts(open, { step: ['C', 'D'], window: '7d' })).toBe(
      '/app/demo/funnels?step=C&step=D&window=7d',
    );
    expect(withParts(PLACE, { step: null, window: '' })).toBe('/app/demo/funnels');
  });
});
