import { describe, expect, it } from 'vitest';
import {
  ANY_EVENT,
  createMatch,
  type EventMatch,
  encodeMatch,
  formatMatch,
  formatMatchName,
  parseMatch,
} from '../../../../web/report/query/event-match.js';

const PRO = { property: 'Plan', op: 'is', values: ['Pro', 'Team'] } as const;
const CHEAP = { property: 'Revenue', op: 'below', values: ['10'] } as const;
const SET = { property: 'Coupon', op: 'exists', values: [] } as const;

describe('events that count as one thing', () => {
  it.each<[string, EventMatch, string | object, string]>([
    ['a name', createMatch('Signed Up'), 'Signed Up', 'Signed Up'],
    ['several names', createMatch('A', 'B'), { anyOf: ['A', 'B'] }, 'A or B'],
    ['every event', createMatch(ANY_EVENT), { anything: true }, '(any event)'],
    [
      'a name with conditions',
      {
        names: ['Bought'],
        where: [
          { ...PRO, values: ['Pro', 'Team'] },
          { ...CHEAP, values: ['10'] },
        ],
      },
      {
        event: 'Bought',
        where: [
          { property: 'Plan', op: 'is', value: ['Pro', 'Team'] },
          { property: 'Revenue', op: 'below', value: '10' },
        ],
      },
      'Bought where Plan is Pro or Team and Revenue is below 10',
    ],
    [
      'a condition without a value',
      { names: ['Bought'], where: [{ ...SET, values: [] }] },
      { event: 'Bought', where: [{ property: 'Coupon', op: 'exists' }] },
      'Bought where Coupon is set',
    ],
    ['a name like an object', createMatch('{"event":"A"}'), '{"event":"A"}', '{"event":"A"}'],
  ])('%s is asked, survives the address, and has a name', (_what, match, question, name) => {
    expect(encodeMatch(match)).toEqual(question);
    expect(parseMatch(formatMatch(match))).toEqual(match);
    expect(formatMatchName(match)).toBe(name);
  });

  it.each(['{', '{"anyOf":"A"}', '{"event":"A","where":[{"property":"P","op":"like"}]}', '{}'])(
    'what cannot be read is a name: %s',
    (text) => {
      expect(parseMatch(text)).toEqual(createMatch(text));
    },
  );

  it('are nothing where nothing is chosen', () => {
    expect(formatMatch(createMatch())).toBe('');
    expect(parseMatch('')).toEqual(createMatch());
  });
});
