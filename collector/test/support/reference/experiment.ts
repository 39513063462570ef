import { type Amount, divideAmount, formatAmount, readPayment } from './amounts.js';
import { type EventRequest, isEvent } from './events.js';
import { type History, isAfter, type Person } from './history.js';
import { isWithin, type Range } from './moments.js';

export interface ExperimentRequest {
  property: string;
  control: string;
  goal: EventRequest;
  windowSeconds?: number | null;
}

/** S20, without the statistics. */
export const countExperiment = (
  { currency, now }: History,
  people: readonly Person[],
  { property, control, goal, windowSeconds }: ExperimentRequest,
  range: Range,
) => {
  const variants = new Map<
    string,
    { people: number; open: number; conversions: number; revenue: Amount; sawSeveral: number }
  >();
  const nobody = () => ({ people: 0, open: 0, conversions: 0, revenue: 0n, sawSeveral: 0 });
  for (const { hits } of people) {
    const seen = hits.filter(
      ({ time, properties }) => isWithin(time, range) && properties.has(property),
    );
    const [first] = seen;
    if (!first) continue;
    const variant = first.properties.get(property)!;
    const counts = variants.get(variant) ?? nobody();
    variants.set(variant, counts);
    const end = windowSeconds ? first.time + windowSeconds * 1000 : null;
    if (end !== null && end >= now) {
      counts.open++;
      continue;
    }
    const after = hits.filter(
      (hit) => isAfter(hit, first) && (end === null ? isWithin(hit.time, range) : hit.time <= end),
    );
    counts.people++;
    if (after.some((hit) => isEvent(hit, goal))) counts.conversions++;
    if (seen.some((hit) => hit.properties.get(property) !== variant)) counts.sawSeveral++;
    for (const hit of after) {
      const payment = readPayment(hit, currency);
      if (payment?.currency === currency) counts.revenue += payment.amount;
    }
  }
  const byControl = [...variants].sort(
    ([a], [b]) => Number(b === control) - Number(a === control) || (a < b ? -1 : 1),
  );
  return {
    control,
    sawSeveral: [...variants.values()].reduce((sum, counts) => sum + counts.sawSeveral, 0),
    variants: byControl.map(([variant, counts]) => ({
      variant,
      people: counts.people,
      open: counts.open,
      conversions: counts.conversions,
      rate: counts.people ? counts.conversions / counts.people : null,
      revenue: formatAmount(counts.revenue),
      revenuePerPerson: divideAmount(counts.revenue, counts.people),
      sawSeveral: counts.sawSeveral,
    })),
  };
};
