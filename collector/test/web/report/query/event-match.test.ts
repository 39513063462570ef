import { describe, expect, it } from 'vitest';
import {
  ANY_EVENT,
  type EventMatch,
  fromMatchText,
  toMatch,
  toMatchName,
  toMatchQuestion,
  toMatchText,
} from '../../../../web/report/query/event-match.js';

const PRO = { property: 'Plan', op: 'is', values: ['Pro', 'Team'] } as const;
const CHEAP = { property: 'Revenue', op: 'below', values: ['10'] } as const;
const SET = { property: 'Coupon', op: 'exists', values: [] } as const;

describe('events that count as one thing', () => {
  it.each<[string, EventMatch, string | object, string]>([
    ['a name', toMatch('Signed Up'), 'Signed Up', 'Signed Up'],
    ['several names', toMatch('A', 'B'), { anyOf: ['A', 'B'] }, 'A or B'],
    ['every event', toMatch(ANY_EVENT), { anything: true }, '(any event)'],
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
    ['a name like an object', toMatch('{"event":"A"}'), '{"event":"A"}', '{"event":"A"}'],
  ])('%s is asked, survives the address, and has a name', (_what, match, question, name) => {
    expect(toMatchQuestion(match)).toEqual(question);
    expect(fromMatchText(toMatchText(match))).toEqual(match);
    expect(toMatchName(match)).toBe(name);
  });

  it.each(['{', '{"anyOf":"A"}', '{"event":"A","where":[{"property":"P","op":"like"}]}', '{}'])(
    'what cannot be read is a name: %s',
    (text) => {
      expect(fromMatchText(text)).toEqual(toMatch(text));
    },
  );

  it('are nothing where nothing is chosen', () => {
    expect(toMatchText(toMatch())).toBe('');
    expect(fromMatchText('')).toEqual(toMatch());
  });
});
