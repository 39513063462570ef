import { formatSitePath } from '../../api/request.js';
import { type Loaded, useAnswer } from '../../api/use-answer.js';
import { usePlace } from '../../router.js';
import { useSite } from '../../site-context.js';
import type { Reported } from '../types.js';
import { readRelative } from './range.js';
import { useCommonQuestion } from './use-range.js';

/** Reports of the API. */
export type Kind = 'funnel' | 'cohort' | 'revenue' | 'activity' | 'experiment';

/** What a report was asked, as it can be saved. */
export interface Plan {
  kind: Kind;
  /** Null while something is still to be chosen. */
  question: object | null;
}

/** Whether an address asks for the comparison with the period before. */
export const isCompared = (query: URLSearchParams): boolean => query.has('compare');

/** A report, and the same of the period before where the address asks for it. */
export interface AskedReport<T> {
  report: Loaded<T>;
  /** Null where nobody asks, and while it is not there. */
  before: T | null;
  /** The question, with relative dates where the address has such. */
  plan: Plan;
}

/** Asks a report what it says of the dates, the zone and the population of the address; null asks nothing. */
export const useReport = <T extends Reported>(
  kind: Kind,
  question: object | null,
): AskedReport<T> => {
  const { key } = useSite();
  const common = useCommonQuestion();
  const query = usePlace().searchParams;
  const compared = isCompared(query);
  const path = formatSitePath(key, `reports/${kind}`);
  const whole = { ...question, ...common };
  const report = useAnswer<T>(question && path, whole);
  // The period before is that of the answer, so it waits for one.
  const period = (compared && !report.loading && report.value?.before) || null;
  const before = useAnswer<T>(period && path, period && { ...whole, ...period });
  const { from, to, ...rest } = whole;
  const dates = readRelative(query) ?? { ...(from && { from }), to };
  return {
    report,
    before: period && !before.loading ? before.value : null,
    plan: { kind, question: question && { ...rest, ...dates, ...(compared && { compare: true }) } },
  };
};
