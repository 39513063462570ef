import type { Period } from '../../report/query/period.js';
import { formatCount, formatCounted, formatMoney, formatPercent } from '../../text/format.js';
import type { OfThose } from './average.js';
import type { CohortPlan } from './plan.js';

type Show = CohortPlan['show'];

/** `48.0%`, `12`, or the revenue per person. */
export const formatCell = (
  { returned, of }: OfThose,
  show: Show,
  currency: string | undefined,
): string => {
  if (show === 'revenue') return formatMoney((returned / of).toFixed(2), currency);
  return show === 'people' ? formatCount(returned) : formatPercent(returned, of);
};

/** The same of several cohorts: how many people say less than which part of them. */
export const formatAverage = (
  average: OfThose | null,
  show: Show,
  currency: string | undefined,
): string => (average ? formatCell(average, show === 'people' ? 'percent' : show, currency) : '');

/** `12 of 25 people who have had week 3; 15 have not yet` */
export const formatCellTitle = (
  { returned, of, people }: OfThose,
  place: { returnBy: Period; bucket: number; show: Show; currency: string | undefined },
): string => {
  const { returnBy, bucket, show, currency } = place;
  const part =
    show === 'revenue' ? formatMoney(returned.toFixed(2), currency) : `${formatCount(returned)}`;
  const word = show === 'revenue' ? 'from' : 'of';
  const could = `${formatCounted(of, 'person who has', 'people who have')} had ${returnBy} ${bucket}`;
  const rest = people > of ? `; ${formatCounted(people - of, 'has', 'have')} not yet` : '';
  return `${part} ${word} ${could}${rest}`;
};
