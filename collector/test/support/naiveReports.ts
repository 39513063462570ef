import type { LogRecord } from '../../src/ingest/record.js';
import { toRevenue } from '../../src/money.js';
import { findAcquisition } from '../../src/reports/acquisition.js';
import type { FunnelPlan, FunnelRow } from '../../src/reports/funnel/plan.js';
import type {
  Condition,
  EventMatch,
  Membership,
  PopulationPlan,
  Property,
  Segment,
  Span,
} from '../../src/reports/plan.js';
import { naiveHistory, toHits } from './naiveHistory.js';

/** A hit of a person. */
export interface Done {
  time: number;
  /** Which one of the person's hits it is: no two of them are at once. */
  place: number;
  kind: 'e' | 's' | 'a';
  name: string | undefined;
  properties: Record<string, string>;
  revenue: bigint | null;
}

/** A person and everything the person did, in order. */
export interface Someone {
  id: string;
  firstSeen: number;
  hits: Done[];
}

/** Everybody of a site. */
export const readEverybody = (records: readonly LogRecord[], site: string): Someone[] => {
  const own = records.filter((record) => record.type === 'hit' && record.site === site);
  const hits = new Map<string, ReturnType<typeof toHits>>();
  for (const hit of toHits(own as Parameters<typeof toHits>[0]))
    hits.set(hit.owner, [...(hits.get(hit.owner) ?? []), hit]);
  return naiveHistory(records, site).map(({ id, identities, firstSeen }) => ({
    id,
    firstSeen: Date.parse(firstSeen),
    hits: identities
      .flatMap(({ identity }) => hits.get(identity) ?? [])
      .sort((x, y) => x.time - y.time || x.seq - y.seq)
      .map(({ time, kind, sent, properties }, place) => ({
        time,
        place,
        kind,
        name: sent._n,
        properties,
        revenue: kind === 'e' ? toRevenue(properties) : null,
      })),
  }));
};

const toNumber = (text: string) => (/^-?(\d+\.?\d*|\.\d+)$/.test(text.trim()) ? +text : Number.NaN);

const passes = (value: string | undefined, { op, values: [first = '', ...rest] }: Condition) => {
  const number = toNumber(value ?? '');
  switch (op) {
    case 'is':
      return value !== undefined && [first, ...rest].includes(value);
    case 'isNot':
      return value === undefined || ![first, ...rest].includes(value);
    case 'contains':
      return value?.includes(first) ?? false;
    case 'notContains':
      return !(value?.includes(first) ?? false);
    case 'startsWith':
      return value?.startsWith(first) ?? false;
    case 'endsWith':
      return value?.endsWith(first) ?? false;
    case 'exists':
      return value !== undefined;
    case 'missing':
      return value === undefined;
    case 'above':
      return number > +first;
    case 'atLeast':
      return number >= +first;
    case 'below':
      return number < +first;
    case 'atMost':
      return number <= +first;
  }
};

/** The value of a property under the first of its names that is there. */
export const readNamed = (
  { properties }: Pick<Done, 'properties'>,
  names: Property,
): string | undefined => {
  const name = names.find((one) => Object.hasOwn(properties, one));
  return name === undefined ? undefined : properties[name];
};

/** Whether a hit is one of these events. */
export const matches = (hit: Done, { names, where }: EventMatch): boolean =>
  hit.kind === 'e' &&
  (!names || names.includes(hit.name!)) &&
  where.every((condition) => passes(readNamed(hit, condition.property), condition));

/** Whether a hit lies in a span. */
export const isIn = ({ time }: { time: number }, { from, to }: Span): boolean =>
  (from === null || time >= from) && (to === null || time < to);

const isMember = ({ hits }: Someone, condition: Membership, asOf: number): boolean => {
  const known = hits.filter(({ time }) => time < asOf);
  const ask = (inner: Membership) => isMember({ id: '', firstSeen: 0, hits }, inner, asOf);
  if (!known.length) return false;
  if ('all' in condition) return condition.all.every(ask);
  if ('any' in condition) return condition.any.some(ask);
  if ('not' in condition) return !ask(condition.not);
  if ('did' in condition) {
    const { did, atLeast, lastDays } = condition;
    const from = lastDays === null ? null : asOf - lastDays * 86_400_000;
    return (
      known.filter((hit) => matches(hit, did) && isIn(hit, { from, to: null })).length >= atLeast
    );
  }
  const place = findAcquisition(condition.has.property);
  const kinds = { person: ['s'], event: ['e'], both: ['s', 'e'] }[place ?? 'person'];
  const said = known.flatMap((hit) =>
    kinds.includes(hit.kind) ? (readNamed(hit, condition.has.property) ?? []) : [],
  );
  return passes(said.at(place ? 0 : -1), condition.has);
};

/** Those of everybody who are in a population. */
export const among = (
  everybody: readonly Someone[],
  population: PopulationPlan | null,
): Someone[] =>
  // Its histories have no lists.
  everybody.filter(
    (one) => !population || isMember(one, population.members as Membership, population.asOf),
  );

/** The one value of a person. `chosen` are the hits of a funnel's steps. */
export const readValue = (
  { hits }: Someone,
  segment: Segment,
  span: Span,
  chosen: readonly (Done | undefined)[] = [],
): string | undefined => {
  const { property } = segment;
  if (segment.of === 'step') {
    const hit = chosen[segment.step - 1];
    return hit && readNamed(hit, property);
  }
  const said = hits.filter(
    (hit) =>
      (segment.of === 'both' ? 'se' : segment.of === 'person' ? 's' : 'e').includes(hit.kind) &&
      readNamed(hit, property) !== undefined,
  );
  const { at } = segment;
  if (at === 'step1OrAfter') {
    const before = said.filter((hit) => chosen[0] && hit.place <= chosen[0].place);
    const held = before.at(-1) ?? said[0];
    return held && readNamed(held, property);
  }
  const counted = said.filter((hit) => {
    if (at === 'step1') return chosen[0] && hit.place <= chosen[0].place;
    return !at.endsWith('InRange') || isIn(hit, span);
  });
  const one = counted.at(at.startsWith('first') ? 0 : -1);
  return one && readNamed(one, property);
};

/** Names the segments of values, those beyond the largest 20 as one. `valued` are people, or hits, with their value. */
export const nameSegments = <One extends { person: string; value: string | undefined }>(
  valued: readonly One[],
): (One & { segment: string })[] => {
  const people = new Map<string, Set<string>>();
  for (const { person, value } of valued)
    if (value !== undefined) people.set(value, (people.get(value) ?? new Set()).add(person));
  const largest = [...people]
    .sort(([a, x], [b, y]) => y.size - x.size || Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, 20)
    .map(([value]) => value);
  return valued.map((one) => ({
    ...one,
    segment:
      one.value === undefined
        ? '(not set)'
        : largest.includes(one.value)
          ? one.value.replace(/^"*\((?:not set|other)\)"*$/, '"$&"')
          : '(other)',
  }));
};

/** The chosen hits of a person: by the funnel rule, written as trying every start. */
const toChain = ({ hits }: Someone, { steps, span, windowSeconds }: FunnelPlan): Done[] => {
  const tries = hits
    .filter((hit) => matches(hit, steps[0]!) && isIn(hit, span))
    .map((start) => {
      const chain = [start];
      for (const step of steps.slice(1)) {
        const next = hits.find(
          (hit) =>
            hit.place > chain.at(-1)!.place &&
            matches(hit, step) &&
            (windowSeconds === null
              ? isIn(hit, span)
              : hit.time <= start.time + windowSeconds * 1000),
        );
        if (!next) break;
        chain.push(next);
      }
      return chain;
    });
  // The sort is stable: among equals the earliest start.
  return tries.sort((x, y) => y.length - x.length)[0] ?? [];
};

const median = (numbers: number[]) => {
  const sorted = numbers.toSorted((x, y) => x - y);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

const BOUNDS = [60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, Infinity];

/** A funnel and the people behind it, counted by hand. */
export const naiveFunnel = (everybody: readonly Someone[], plan: FunnelPlan) => {
  const { steps, span, windowSeconds, asOf, segment } = plan;
  const entered = among(everybody, plan.population).flatMap((someone) => {
    const chain = toChain(someone, plan);
    if (!chain.length) return [];
    const starts = someone.hits.filter((hit) => matches(hit, steps[0]!) && isIn(hit, span));
    const open = windowSeconds !== null && starts.at(-1)!.time + windowSeconds * 1000 >= asOf;
    const value = segment ? readValue(someone, segment, span, chain) : undefined;
    return [{ person: someone.id, chain, open, value }];
  });
  const named = nameSegments(entered);
  const toRows = (some: typeof named, name: string | null): FunnelRow[] =>
    steps.map((_, index) => {
      const reached = some.filter(({ chain }) => chain.length > index);
      const stopped = reached.filter(
        ({ chain }) => chain.length === index + 1 && index + 1 < steps.length,
      );
      const took = index
        ? reached.map(({ chain }) => (chain[index]!.time - chain[index - 1]!.time) / 1000)
        : [];
      return {
        segment: name,
        step: index + 1,
        people: reached.length,
        dropped: stopped.filter(({ open }) => !open).length,
        open: stopped.filter(({ open }) => open).length,
        medianSeconds: took.length ? median(took) : null,
        meanSeconds: took.length ? took.reduce((sum, one) => sum + one, 0) / took.length : null,
        times: index
          ? BOUNDS.map(
              (bound, at) => took.filter((t) => t <= bound && (!at || t > BOUNDS[at - 1]!)).length,
            )
          : [],
      };
    });
  const names = segment ? [...new Set(named.map((one) => one.segment))] : [];
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
