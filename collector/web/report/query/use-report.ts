import type { ReportName } from '../../../src/reports/registry.js';
import type { Run } from '../../../src/reports/report.js';
import { formatSitePath } from '../../api/request.js';
import { type Loaded, useAnswer } from '../../api/use-answer.js';
import { usePlace } from '../../router.js';
import { useSite } from '../../site-context.js';
import { readRelative } from './range.js';
import { useCommonQuestion } from './use-range.js';

/** What a report was asked, as it can be saved. */
export interface Plan {
  kind: ReportName;
  /** Null while something is still to be chosen. */
  question: object | null;
}

/** Whether an address asks for the comparison with the period before. */
export const isCompared = (query: URLSearchParams): boolean => query.has('compare');

/** A report, and the same of the period before where the address asks for it. */
interface Compared extends Run {
  previous?: object | null;
}

export interface AskedReport<T extends Compared> {
  report: Loaded<T>;
  /** Null where nobody asks, and while it is not there. */
  before: NonNullable<T['previous']> | null;
  /** The question, with relative dates where the address has such. */
  plan: Plan;
}

/** Asks a report what it says of the dates, the zone and the population of the address; null asks nothing. */
export const useReport = <T extends Compared>(
  kind: ReportName,
  question: object | null,
): AskedReport<T> => {
  const { key } = useSite();
  const common = useCommonQuestion();
  const query = usePlace().searchParams;
  const compared = isCompared(query);
  const path = formatSitePath(key, `reports/${kind}`);
  const whole = { ...question, ...common, ...(compared && { compare: true }) };
  const report = useAnswer<T>(question && path, whole);
  const { from, to, ...rest } = whole;
  const dates = readRelative(query) ?? { ...(from && { from }), to };
  return {
    report,
    before: (compared && report.value?.previous) || null,
    plan: { kind, question: question && { ...rest, ...dates } },
  };
};
