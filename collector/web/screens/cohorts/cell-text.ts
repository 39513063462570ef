import type { Period } from '../../report/query/period.js';
import { toCount, toCounted, toMoney, toPercent } from '../../text/format.js';
import type { OfThose } from './average.js';
import type { CohortPlan } from './plan.js';

type Show = CohortPlan['show'];

/** `48.0%`, `12`, or the revenue per person. */
export const toCellText = (
  { returned, of }: OfThose,
  show: Show,
  currency: string | undefined,
): string => {
  if (show === 'revenue') return toMoney((returned / of).toFixed(2), currency);
  return show === 'people' ? toCount(returned) : toPercent(returned, of);
};

/** The same of several cohorts: how many people say less than which part of them. */
export const toAverageText = (
  average: OfThose | null,
  show: Show,
  currency: string | undefined,
): string => (average ? toCellText(average, show === 'people' ? 'percent' : show, currency) : '');

/** `12 of 25 people who have had week 3; 15 have not yet` */
export const toCellTitle = (
  { returned, of, people }: OfThose,
  place: { returnBy: Period; bucket: number; show: Show; currency: string | undefined },
): string => {
  const { returnBy, bucket, show, currency } = place;
  const part = show === 'revenue' ? toMoney(returned.toFixed(2), currency) : `${toCount(returned)}`;
  const word = show === 'revenue' ? 'from' : 'of';
  const could = `${toCounted(of, 'person who has', 'people who have')} had ${returnBy} ${bucket}`;
  const rest = people > of ? `; ${toCounted(people - of, 'has', 'have')} not yet` : '';
  return `${part} ${word} ${could}${rest}`;
};
