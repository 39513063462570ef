import { type Static, Type } from 'typebox';
import { PersonBreakdown } from '../breakdown.js';
import { PERIODS } from '../plan.js';
import { answerSchema } from '../report.js';
import { requestSchema } from '../request.js';
import { Count, Day, exact, Money, optional, orNull, Text, words } from '../shapes.js';

/** What revenue is asked. */
export const RevenueRequest = requestSchema('RevenueRequest', {
  by: optional(words(PERIODS)),
  group: optional(PersonBreakdown),
});
export type RevenueRequest = Static<typeof RevenueRequest>;

const SUM = {
  total: Money,
  /** Anyone with a hit in the range. */
  people: Count,
  /** Those with a positive amount. */
  payers: Count,
  /** Null where there is nobody to share it. */
  perPerson: orNull(Money),
  perPayer: orNull(Money),
  /** People first seen in the range, and all that they have paid up to now. */
  lifetime: exact({ people: Count, total: Money, perPerson: orNull(Money) }),
};
const Sum = Type.Object(SUM);
/** Money as decimal texts. */
export type Sum = Static<typeof Sum>;

const RevenueGroup = exact({ value: Text, ...SUM }, { title: 'RevenueGroup' });
export type RevenueGroup = Static<typeof RevenueGroup>;

/** What revenue is answered with. */
export const RevenueAnswer = answerSchema('RevenueAnswer', {
  ...SUM,
  currency: Text,
  series: Type.Array(exact({ start: Day, revenue: Money, payers: Count })),
  /** The period of the series that is not over; null where all are. */
  unfinished: orNull(Count),
  groups: Type.Optional(Type.Array(RevenueGroup)),
  /** Hits that name another currency: they are added to nothing. */
  otherCurrencies: Type.Array(exact({ currency: Text, total: Money })),
});
export type RevenueAnswer = Static<typeof RevenueAnswer>;
