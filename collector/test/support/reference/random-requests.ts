import type { Chance } from '../../../src/demo/chance.js';
import type { Report } from './answer.js';
import type { Condition, EventRequest } from './events.js';
import type { SentHit } from './history.js';
import type { RangeRequest } from './moments.js';
import type { Population } from './populations.js';
import { EVENTS, VALUES, WINDOW_SECONDS, ZONES } from './random-history.js';
import type { SegmentRequest } from './values.js';

const OPERATIONS = [
  ...['is', 'isNot', 'contains', 'notContains', 'startsWith', 'endsWith', 'exists', 'missing'],
  ...['above', 'atLeast', 'below', 'atMost'],
];
const UNITS = ['day', 'week', 'month'] as const;
const REPORTS: Report[] = ['funnel', 'cohort', 'revenue', 'activity', 'experiment', 'population'];

const PROPERTIES = Object.keys(VALUES);

const maybe = <Part extends object>(chance: Chance, probability: number, part: () => Part) =>
  chance.of(probability) ? part() : {};

const drawCondition = (chance: Chance): Condition => {
  const property = chance.pick(PROPERTIES);
  const op = chance.pick(OPERATIONS);
  const values = VALUES[property]!.filter(Boolean);
  if (op === 'exists' || op === 'missing') return { property, op };
  if (/^(above|below|at)/.test(op))
    return { property: 'Score', op, value: chance.pick(['5', '0', '-2', '9.5']) };
  if (op.startsWith('is') && chance.of(0.3))
    return { property, op, value: [chance.pick(values), chance.pick(values)] };
  const value = chance.pick(values);
  return {
    property,
    op,
    value: op.startsWith('is') ? value : chance.pick([value, value[0]!, value.at(-1)!]),
  };
};

const drawEvent = (chance: Chance) => {
  const where = () => ({
    where: Array.from({ length: 1 + chance.below(2) }, () => drawCondition(chance)),
  });
  return chance.weigh<EventRequest>([
    [chance.pick(EVENTS), 5],
    [{ event: chance.pick(EVENTS), ...maybe(chance, 0.7, where) }, 2],
    [{ anyOf: [chance.pick(EVENTS), chance.pick(EVENTS)], ...maybe(chance, 0.3, where) }, 2],
    [{ anything: true as const, ...maybe(chance, 0.3, where) }, 1],
  ]);
};

const drawPopulation = (chance: Chance, depth = 1): Population => {
  const part = () => drawPopulation(chance, depth + 1);
  const kind = depth > 3 ? chance.below(2) : chance.below(5);
  if (kind === 0) return drawCondition(chance);
  if (kind === 2) return { and: [part(), part()] };
  if (kind === 3) return { or: [part(), part()] };
  if (kind === 4) return { not: part() };
  const event = drawEvent(chance);
  return {
    did: {
      ...(typeof event === 'string' ? { event } : event),
      ...maybe(chance, 0.4, () => ({ atLeast: 1 + chance.below(4) })),
      ...maybe(chance, 0.5, () => ({ lastDays: chance.pick([1, 7, 30, 90]) })),
    },
  };
};

/** Bounds that are dates, moments around hits, or hits themselves, which are then at the edge. */
const drawBound = (chance: Chance, hits: readonly SentHit[]): string => {
  const { time } = chance.pick(hits);
  if (chance.of(0.5)) return new Date(time).toISOString().slice(0, 10);
  return new Date(time + chance.pick([0, 0, 1])).toISOString();
};

const drawRange = (chance: Chance, hits: readonly SentHit[]): RangeRequest => {
  if (chance.of(0.25)) return { range: { last: 1 + chance.below(13), unit: chance.pick(UNITS) } };
  const [from, to] = [drawBound(chance, hits), drawBound(chance, hits)].sort() as [string, string];
  // A date and a moment of the same day may be the wrong way round in some time zone.
  if (from.slice(0, 10) >= to.slice(0, 8) + to.slice(8, 10)) return {};
  return { ...maybe(chance, 0.7, () => ({ from })), ...maybe(chance, 0.7, () => ({ to })) };
};

const drawSegment = (chance: Chance, report: Report): SegmentRequest => {
  const property = chance.pick(PROPERTIES);
  if (chance.of(0.2)) return property;
  if (report === 'funnel' && chance.of(0.15)) return { event: property, step: 1 };
  const from = chance.pick(['person', 'event', 'property']);
  const readings = ['firstEver', 'lastEver', 'firstInRange', 'lastInRange'];
  if (report === 'funnel' || report === 'cohort') readings.push('step1', 'step1OrAfter');
  if (report === 'activity' && from === 'event') readings.push('hit');
  return { [from]: property, ...maybe(chance, 0.6, () => ({ at: chance.pick(readings) })) };
};

const drawWindow = (chance: Chance) =>
  maybe(chance, 0.7, () => ({ windowSeconds: chance.pick([...WINDOW_SECONDS, null]) }));

const drawOwn = (chance: Chance, report: Report): object => {
  const some = (most: number) =>
    Array.from({ length: 1 + chance.below(most) }, () => drawEvent(chance));
  const segment = (name: string) =>
    maybe(chance, 0.6, () => ({ [name]: drawSegment(chance, report) }));
  const by = chance.pick(UNITS);
  switch (report) {
    case 'funnel':
      return {
        steps: [drawEvent(chance), ...some(4)],
        ...drawWindow(chance),
        ...segment('segment'),
      };
    case 'cohort':
      return {
        ...{ first: drawEvent(chance), then: drawEvent(chance), buckets: 1 + chance.below(14) },
        ...(chance.of(0.4) ? { by } : { cohortBy: by, returnBy: chance.pick(UNITS) }),
        ...maybe(chance, 0.5, () => ({ measure: chance.pick(['people', 'revenue']) })),
        ...segment('segment'),
      };
    case 'revenue':
      return { by, ...segment('group') };
    case 'activity':
      return { events: some(4), by, ...segment('group') };
    case 'experiment': {
      const property = chance.pick(['Test', 'Plan']);
      const control = chance.pick(['old', 'Pro', 'Max']);
      return { property, control, goal: drawEvent(chance), ...drawWindow(chance) };
    }
    case 'population':
      return { definition: drawPopulation(chance) };
  }
};

/** Something that the API may be asked about a history. */
export const drawQuestion = (
  chance: Chance,
  hits: readonly SentHit[],
): { report: Report; request: object } => {
  const report = chance.pick(REPORTS);
  const own = drawOwn(chance, report);
  if (report === 'population') return { report, request: own };
  const request = {
    ...own,
    ...drawRange(chance, hits),
    ...maybe(chance, 0.6, () => ({ timeZone: chance.pick(ZONES) })),
    ...maybe(chance, 0.3, () => ({ population: drawPopulation(chance) })),
    ...maybe(chance, 0.3, () => ({ compare: chance.of(0.8) })),
  };
  return { report, request };
};
