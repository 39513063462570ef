import { describe, expect, it } from 'vitest';
import { toMembersPlan } from '../../../src/reports/members.js';
import type { Condition } from '../../../src/reports/plan.js';
import { ENGINES } from '../../support/engine.js';
import { T0, toLog, toRecord } from '../../support/records.js';

/** Each is the property of one person; the last person has none. */
const TEXTS = [
  'Pro',
  'pro',
  'Pro ',
  'Próspero',
  '',
  '10',
  ' 9.5 ',
  '-.5',
  '1e3',
  '10 EUR',
  undefined,
];

/** Which of the texts pass, by their places. */
const TABLE: [op: Condition['op'], values: string[], passing: number[]][] = [
  ['is', ['Pro'], [0]],
  ['is', ['Pro', '10'], [0, 5]],
  ['is', [''], [4]],
  ['isNot', ['Pro', '10'], [1, 2, 3, 4, 6, 7, 8, 9, 10]],
  ['contains', ['Pr'], [0, 2, 3]],
  ['contains', ['%'], []],
  ['notContains', ['Pr'], [1, 4, 5, 6, 7, 8, 9, 10]],
  ['startsWith', ['10'], [5, 9]],
  ['endsWith', ['o'], [0, 1, 3]],
  ['endsWith', [''], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['exists', [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['missing', [], [10]],
  ['above', ['9.5'], [5]],
  ['atLeast', ['9.5'], [5, 6]],
  ['below', ['0'], [7]],
  ['atMost', ['10'], [5, 6, 7]],
];

describe.each(ENGINES)('on $name', ({ shareReportEngine }) => {
  const engine = shareReportEngine(
    toLog(
      TEXTS.map((text, at) =>
        toRecord('e', { _p: `p${at}`, _n: 'Seen', ...(text !== undefined && { Plan: text }) }, at),
      ),
    ),
  );

  it.each(TABLE)('%s %j passes for texts %j', async (op, values, passing) => {
    const condition: Condition = { property: ['Plan'], op, values };
    const did = { label: 'Seen', names: ['Seen'], where: [condition] };
    const asOf = T0 + 86_400_000;
    const members = { did, atLeast: 1, lastDays: null };
    const plan = toMembersPlan(members, asOf);
    const { reportId } = await engine().report('demo', plan);
    const { identities } = await engine().reportIdentities(
      { site: 'demo', reportId, pick: {} },
      100,
    );
    expect(identities.sort()).toEqual(passing.map((at) => `p${at}`).sort());
  });
});
