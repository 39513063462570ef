import { addPeriods, toDate, toDayStart, toLocalDay, toPeriodStart } from './calendar.js';
import { at, isGiven, readWhole, readWord } from './fields.js';
import { type CommonPlan, type Members, PERIODS } from './plan.js';
import type { Setting } from './request.js';

const LAST_MOST = 60;

/** Who is in a population (S19). */
export interface MembersPlan extends CommonPlan {
  report: 'members';
}

/** What an engine counts of it. */
export interface MembersRow {
  people: number;
}

/** The plan that tells who is in a population as of a moment; without one everybody is. */
export const toMembersPlan = (members: Members | undefined, asOf: number): MembersPlan => ({
  report: 'members',
  span: { from: null, to: null },
  asOf,
  population: members ? { asOf, members } : null,
});

/** The ends of the last periods, and now: when the size of a population is told. Null: only now. */
export const toMoments = (
  query: unknown,
  { timeZone, now }: Setting,
): { start: string; asOf: number }[] | null => {
  const request = { name: '', value: query ?? {} };
  const [by, last] = [at(request, 'by'), at(request, 'last')];
  if (!isGiven(by)) return null;
  const period = readWord(by, PERIODS);
  const count = isGiven(last)
    ? readWhole({ ...last, value: Number(last.value) }, [1, LAST_MOST])
    : 12;
  const current = toPeriodStart(toLocalDay(now, timeZone), period);
  return Array.from({ length: count }, (_, index) => {
    const start = addPeriods(current, period, index + 1 - count);
    const end = toDayStart(addPeriods(start, period, 1), timeZone);
    return { start: toDate(start), asOf: Math.min(end, now) };
  });
};
