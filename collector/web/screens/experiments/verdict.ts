import type { ExperimentAnswer, Variant } from '../../../src/reports/experiment/schema.js';
import { formatPercent } from '../../text/format.js';

/** Above this probability of chance nobody should conclude anything. */
const CONVINCING = 0.05;

/** `p = 0.035` */
export const formatProbability = (pValue: number): string =>
  pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`;

const formatSentence = ({ variant, lift, pValue }: Variant, control: string): string => {
  if (lift === null || pValue === null)
    return `No one converted with “${control}”, so “${variant}” cannot be compared.`;
  const direction = lift < 0 ? 'less' : 'more';
  const words = `“${variant}” converts ${formatPercent(Math.abs(lift), 1)} ${direction} often than “${control}”`;
  return pValue < CONVINCING
    ? `${words} (${formatProbability(pValue)}).`
    : `${words}, not significant (${formatProbability(pValue)}).`;
};

/** What the experiment says, a sentence for each variant. */
export const formatVerdict = ({ control, variants, tooEarly }: ExperimentAnswer): string[] => {
  const [base, ...others] = variants;
  if (!base || base.variant !== control) return [`No one saw “${control}” in this period.`];
  if (others.length === 0)
    return [`Everyone saw “${control}”: there is no other variant to compare with.`];
  if (tooEarly) return ['Too early to tell: a variant has fewer than 100 people.'];
  return others.map((variant) => formatSentence(variant, control));
};
