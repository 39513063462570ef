import { type Amount, divideAmount, formatAmount, readPayment } from './amounts.js';
import type { History, Person } from './history.js';
import {
  ALWAYS,
  findCurrent,
  isWithin,
  type Range,
  toMoments,
  toPeriods,
  type Unit,
} from './moments.js';
import {
  findValue,
  formatReading,
  groupByValue,
  readSegment,
  type SegmentRequest,
} from './values.js';

export interface RevenueRequest {
  by: Unit;
  group?: SegmentRequest;
}

/** S18. */
export const countRevenue = (
  { currency, now }: History,
  people: readonly Person[],
  { by, group }: RevenueRequest,
  range: Range,
  timeZone: string,
) => {
  /** What a person paid in each currency, hit by hit. */
  const payments = (person: Person, ...spans: Range[]) =>
    person.hits.flatMap((hit) => {
      const payment = spans.every((span) => isWithin(hit.time, span))
        ? readPayment(hit, currency)
        : null;
      return payment ? [payment] : [];
    });
  const own = (person: Person, ...spans: Range[]): Amount[] =>
    payments(person, ...spans)
      .filter((payment) => payment.currency === currency)
      .map(({ amount }) => amount);
  const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((all, one) => all + one, 0n);
  const isPayer = (person: Person, ...spans: Range[]) =>
    own(person, ...spans).some((amount) => amount > 0n);

  const toNumbers = (some: readonly Person[]) => {
    const active = some.filter(({ hits }) => hits.some(({ time }) => isWithin(time, range)));
    const total = sum(active.flatMap((person) => own(person, range)));
    const payers = active.filter((person) => isPayer(person, range)).length;
    const newcomers = some.filter(({ firstSeen }) => isWithin(firstSeen, range));
    const lifetime = sum(newcomers.flatMap((person) => own(person, ALWAYS)));
    return {
      total: formatAmount(total),
      people: active.length,
      payers,
      perPerson: divideAmount(total, active.length),
      perPayer: divideAmount(total, payers),
      lifetime: {
        people: newcomers.length,
        total: formatAmount(lifetime),
        perPerson: divideAmount(lifetime, newcomers.length),
      },
    };
  };

  const active = people.filter(({ hits }) => hits.some(({ time }) => isWithin(time, range)));
  const paying = people.flatMap(({ hits }) =>
    hits
      .filter((hit) => isWithin(hit.time, range))
      .filter((hit) => readPayment(hit, currency)?.currency === currency),
  );
  const starts = toPeriods(
    range,
    paying.map(({ time }) => time),
    now,
    by,
    timeZone,
  );
  const series = starts.map((start) => {
    const period = toMoments(start, by, timeZone);
    return {
      start,
      revenue: formatAmount(sum(people.flatMap((person) => own(person, range, period)))),
      payers: people.filter((person) => isPayer(person, range, period)).length,
    };
  });

  const others = new Map<string, Amount>();
  for (const payment of people.flatMap((person) => payments(person, range)))
    if (payment.currency !== currency)
      others.set(payment.currency, (others.get(payment.currency) ?? 0n) + payment.amount);

  const reading = group && readSegment(group, 'revenue');
  const groups =
    reading &&
    [
      ...groupByValue(
        active.map((person) => ({
          member: person,
          person,
          value: findValue(person, reading, range),
        })),
      ),
    ].map(([value, some]) => ({ value, ...toNumbers(some) }));
  return {
    ...toNumbers(people),
    currency,
    series,
    unfinished: findCurrent(starts, now, by, timeZone),
    otherCurrencies: [...others].map(([name, total]) => ({
      currency: name,
      total: formatAmount(total),
    })),
    ...(reading && { reading: formatReading(reading), groups }),
  };
};
