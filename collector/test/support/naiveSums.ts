import type { ActivityPlan, ActivityRow } from '../../src/reports/activity/plan.js';
import type { CohortPlan, CohortRow } from '../../src/reports/cohort/plan.js';
import type { ExperimentPlan, ExperimentRow } from '../../src/reports/experiment/plan.js';
import type { EventMatch, Period } from '../../src/reports/plan.js';
import type { RevenuePlan, RevenueRows } from '../../src/reports/revenue/plan.js';
import {
  among,
  type Done,
  isIn,
  matches,
  nameSegments,
  readNamed,
  readValue,
  type Someone,
} from './naiveReports.js';

const starts = new Map<string, string>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** The local date of a Unix time in milliseconds, as Intl says it. */
const findDate = (time: number, timeZone: string): string => {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone });
  formats.set(timeZone, format);
  return format.format(time);
};

const findStart = (time: number, period: Period, timeZone: string): string => {
  const date = findDate(time, timeZone);
  if (period === 'month') return `${date.slice(0, 7)}-01`;
  let day = new Date(`${date}T00:00:00Z`);
  while (period === 'week' && day.getUTCDay() !== 1) day = new Date(day.getTime() - 86_400_000);
  return day.toISOString().slice(0, 10);
};

/** The first local day of the period that holds a hit, by the calendar of Intl and by going back day by day. */
export const toStart = ({ time }: { time: number }, period: Period, timeZone: string): string => {
  const asked = `${time} ${period} ${timeZone}`;
  const start = starts.get(asked) ?? findStart(time, period, timeZone);
  starts.set(asked, start);
  return start;
};

/** The first day of the period so many later. */
const addSteps = (from: string, steps: number, period: Period): string => {
  const day = new Date(`${from}T00:00:00Z`);
  if (period === 'month') day.setUTCMonth(day.getUTCMonth() + steps);
  else day.setUTCDate(day.getUTCDate() + steps * (period === 'week' ? 7 : 1));
  return day.toISOString().slice(0, 10);
};

/** How often a period has to be added to come from one first day to another. */
const countSteps = (from: string, to: string, period: Period): number => {
  let steps = 0;
  while (addSteps(from, steps, period) < to) steps++;
  return steps;
};

const currencyOf = ({ properties }: Done): string =>
  (properties.Currency ?? '').trim().toUpperCase();

/** Revenue in the site's currency. */
const amountOf = (hit: Done, currency: string): bigint | null =>
  ['', currency].includes(currencyOf(hit)) ? hit.revenue : null;

const sum = (amounts: readonly (bigint | null)[]): bigint =>
  amounts.reduce<bigint>((total, amount) => total + (amount ?? 0n), 0n);

const unique = <One>(some: readonly One[]): One[] => [...new Set(some)];

export const naiveRevenue = (
  everybody: readonly Someone[],
  plan: RevenuePlan,
  timeZone: string,
): RevenueRows & { people: { id: string; segment: string; payer: boolean }[] } => {
  const { span, by, segment, currency } = plan;
  const people = among(everybody, plan.population);
  const seen = nameSegments(
    people
      .filter(({ hits }) => hits.some((hit) => isIn(hit, span)))
      .map((someone) => ({
        person: someone.id,
        value: segment ? readValue(someone, segment, span) : undefined,
        paid: someone.hits.filter((hit) => isIn(hit, span) && amountOf(hit, currency) !== null),
      })),
  );
  const isPositive = (hit: Done) => amountOf(hit, currency)! > 0n;
  const toSum = (some: typeof seen, name: string | null, start: string | null) => {
    const paid = some.map((one) =>
      one.paid.filter((hit) => start === null || toStart(hit, by, timeZone) === start),
    );
    return {
      segment: name,
      start,
      revenue: sum(paid.flat().map((hit) => amountOf(hit, currency))),
      people: start === null ? some.length : paid.filter((hits) => hits.length).length,
      payers: paid.filter((hits) => hits.some(isPositive)).length,
    };
  };
  const found = unique(seen.flatMap(({ paid }) => paid.map((hit) => toStart(hit, by, timeZone))));
  const names = segment ? unique(seen.map((one) => one.segment)) : [];

  const fresh = people
    .filter(({ firstSeen }) => isIn({ time: firstSeen }, span))
    .map(({ id, hits }) => ({
      segment: seen.find(({ person }) => person === id)?.segment ?? '(not set)',
      revenue: sum(hits.map((hit) => amountOf(hit, currency))),
    }));
  const toLife = (some: typeof fresh, name: string | null) => ({
    segment: name,
    people: some.length,
    revenue: sum(some.map(({ revenue }) => revenue)),
  });
  const foreign = people
    .flatMap(({ hits }) => hits)
    .filter((hit) => isIn(hit, span) && hit.revenue !== null && amountOf(hit, currency) === null);
  return {
    sums: [
      toSum(seen, null, null),
      ...found.map((start) => toSum(seen, null, start)),
      ...names.map((name) =>
        toSum(
          seen.filter((one) => one.segment === name),
          name,
          null,
        ),
      ),
    ],
    lifetimes: [
      toLife(fresh, null),
      ...(segment ? unique(fresh.map((one) => one.segment)) : []).map((name) =>
        toLife(
          fresh.filter((one) => one.segment === name),
          name,
        ),
      ),
    ],
    elsewhere: unique(foreign.map(currencyOf))
      .sort()
      .map((name) => ({
        currency: name,
        revenue: sum(foreign.filter((hit) => currencyOf(hit) === name).map((hit) => hit.revenue)),
      })),
    people: seen.map(({ person, segment: name, paid }) => ({
      id: person,
      segment: name,
      payer: paid.some(isPositive),
    })),
  };
};

export const naiveCohort = (everybody: readonly Someone[], plan: CohortPlan, timeZone: string) => {
  const { first, second, span, cohortBy, returnBy, buckets, segment, currency, measure } = plan;
  const today = findDate(plan.asOf, timeZone);
  const members = among(everybody, plan.population).flatMap((someone) => {
    const begun = someone.hits.find((hit) => matches(hit, first));
    if (!begun || !isIn(begun, span)) return [];
    const base = toStart(begun, returnBy, timeZone);
    // Whole periods of this person that had ended when it was asked, counted one by one.
    const had = Array.from({ length: buckets }, (_, bucket) => bucket).filter(
      (bucket) => addSteps(base, bucket + 1, returnBy) <= today,
    ).length;
    const returns = someone.hits
      .filter((hit) => hit.place > begun.place && matches(hit, second))
      .map((hit) => ({
        hit,
        bucket: countSteps(base, toStart(hit, returnBy, timeZone), returnBy),
      }))
      .filter(({ bucket }) => bucket < had);
    const value = segment ? readValue(someone, segment, span, [begun]) : undefined;
    const start = toStart(begun, cohortBy, timeZone);
    return [{ person: someone.id, start, had, returns, value }];
  });
  const named = nameSegments(members);
  const toRows = (some: typeof named, name: string | null): CohortRow[] =>
    unique(some.map(({ start }) => start)).flatMap((start) => {
      const cohort = some.filter((one) => one.start === start);
      const found = unique(cohort.flatMap(({ returns }) => returns.map(({ bucket }) => bucket)));
      return [
        ...unique(cohort.map(({ had }) => had)).map((had) => {
          const people = cohort.filter((one) => one.had === had).length;
          return { segment: name, start, bucket: null, had, people, revenue: 0n };
        }),
        ...found.map((bucket) => {
          const back = cohort
            .map(({ returns }) => returns.filter((one) => one.bucket === bucket))
            .filter((returns) => returns.length);
          const amounts = back.flat().map(({ hit }) => amountOf(hit, currency));
          const revenue = measure === 'revenue' ? sum(amounts) : 0n;
          return { segment: name, start, bucket, had: null, people: back.length, revenue };
        }),
      ];
    });
  const names = segment ? unique(named.map((one) => one.segment)) : [];
  return {
    people: named,
    rows: [
      ...toRows(named, null),
      ...names.flatMap((name) =>
        toRows(
          named.filter((one) => one.segment === name),
          name,
        ),
      ),
    ],
  };
};

export const naiveActivity = (
  everybody: readonly Someone[],
  plan: ActivityPlan,
  timeZone: string,
): {
  hits: { person: string; event: number | string; start: string; segment: string }[];
  rows: ActivityRow[];
} => {
  const { events, merged, by, segment, span } = plan;
  const anyEvent: EventMatch = { label: '', names: null, where: [] };
  const done = among(everybody, plan.population).flatMap((someone) => {
    const own = someone.hits.filter((hit) => isIn(hit, span));
    const named: { hit: Done; event: number | string }[] = events
      ? events.flatMap((event, position) =>
          own.filter((hit) => matches(hit, event)).map((hit) => ({ hit, event: position })),
        )
      : own
          .filter((hit) => matches(hit, anyEvent))
          .map((hit) => ({ hit, event: merged[hit.name!] ?? hit.name! }));
    return named.map(({ hit, event }) => ({
      person: someone.id,
      hit,
      event,
      start: toStart(hit, by, timeZone),
      value:
        segment?.of === 'hit'
          ? readNamed(hit, segment.property)
          : segment
            ? readValue(someone, segment, span)
            : undefined,
    }));
  });
  const hits = nameSegments(done);
  const cells = new Map<string, { key: Omit<ActivityRow, 'count' | 'people'>; own: typeof hits }>();
  for (const hit of hits)
    for (const event of [null, hit.event])
      for (const start of [null, hit.start])
        for (const name of segment && event !== null ? [null, hit.segment] : [null]) {
          const key = { event, segment: name, start };
          const id = JSON.stringify(key);
          const cell = cells.get(id) ?? { key, own: [] };
          cell.own.push(hit);
          cells.set(id, cell);
        }
  const rows = [...cells.values()].map(({ key, own }) => ({
    ...key,
    // A hit that is several of the events counts once where all are counted.
    count: unique(own.map(({ hit }) => hit)).length,
    people: unique(own.map(({ person }) => person)).length,
  }));
  return { hits, rows };
};

export const naiveExperiment = (everybody: readonly Someone[], plan: ExperimentPlan) => {
  const { property, goal, windowSeconds, span, asOf, currency } = plan;
  const people = among(everybody, plan.population).flatMap(({ id, hits }) => {
    const shown = hits.filter(
      (hit) => hit.kind !== 'a' && isIn(hit, span) && readNamed(hit, property) !== undefined,
    );
    const [exposure] = shown;
    if (!exposure) return [];
    const later = hits.filter(
      (hit) =>
        hit.place > exposure.place &&
        (windowSeconds === null
          ? isIn(hit, span)
          : hit.time <= exposure.time + windowSeconds * 1000),
    );
    return [
      {
        id,
        variant: readNamed(exposure, property)!,
        several: unique(shown.map((hit) => readNamed(hit, property))).length > 1,
        open: windowSeconds !== null && exposure.time + windowSeconds * 1000 >= asOf,
        converted: later.some((hit) => matches(hit, goal)),
        revenue: sum(later.map((hit) => amountOf(hit, currency))),
      },
    ];
  });
  const rows = unique(people.map(({ variant }) => variant)).map((variant): ExperimentRow => {
    const all = people.filter((one) => one.variant === variant);
    const own = all.filter(({ open }) => !open);
    const amounts = own.map(({ revenue }) => Number(revenue) / 10_000);
    const mean = amounts.reduce((total, amount) => total + amount, 0) / (own.length || 1);
    const squares = amounts.reduce((total, amount) => total + (amount - mean) ** 2, 0);
    return {
      variant,
      people: own.length,
      open: all.length - own.length,
      conversions: own.filter(({ converted }) => converted).length,
      several: own.filter(({ several }) => several).length,
      revenue: sum(own.map(({ revenue }) => revenue)),
      mean,
      variance: own.length > 1 ? squares / (own.length - 1) : 0,
    };
  });
  return { people, rows };
};
