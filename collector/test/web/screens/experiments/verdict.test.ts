import { describe, expect, it } from 'vitest';
import type { ExperimentAnswer, Variant } from '../../../../src/reports/experiment/schema.js';
import { formatProbability, formatVerdict } from '../../../../web/screens/experiments/verdict.js';

const variant = (name: string, part: Partial<Variant> = {}): Variant => ({
  variant: name,
  ...{ people: 200, conversions: 20, rate: 0.1, lift: null, interval: null, pValue: null },
  ...{
    revenue: '0',
    revenuePerPerson: null,
    revenuePValue: null,
    sawSeveral: 0,
    open: 0,
    tooEarly: false,
  },
  ...part,
});

const answer = (variants: Variant[], tooEarly = false): ExperimentAnswer => ({
  ...{ asOf: '2026-11-22T12:00:00Z', hitsRead: 1, tookSeconds: 0, reportId: 'r' },
  ...{ range: { from: null, to: null }, before: null },
  ...{ control: 'old', variants, sawSeveral: 0, tooEarly, split: { pValue: 1, uneven: false } },
});

const OLD = variant('old');

describe('the verdict on an experiment', () => {
  it.each<[ExperimentAnswer, string]>([
    [answer([]), 'No one saw “old” in this period.'],
    [answer([variant('new')]), 'No one saw “old” in this period.'],
    [answer([OLD]), 'Everyone saw “old”: there is no other variant to compare with.'],
    [
      answer([OLD, variant('new')], true),
      'Too early to tell: a variant has fewer than 100 people.',
    ],
    [
      answer([OLD, variant('new', { lift: 0.5, pValue: 0.01 })]),
      '“new” converts 50.0% more often than “old” (p = 0.010).',
    ],
    [
      answer([OLD, variant('new', { lift: -0.02, pValue: 0.8 })]),
      '“new” converts 2.0% less often than “old”, not significant (p = 0.800).',
    ],
    [answer([OLD, variant('new')]), 'No one converted with “old”, so “new” cannot be compared.'],
  ])('%#: %j says %s', (answer, sentence) => {
    expect(formatVerdict(answer)).toEqual([sentence]);
  });

  it('says small chances by a bound', () => {
    expect(formatProbability(0.0001)).toBe('p < 0.001');
  });
});
