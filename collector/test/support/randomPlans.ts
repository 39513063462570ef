import type {
  Condition,
  EventMatch,
  Membership,
  PopulationPlan,
  Segment,
  Span,
} from '../../src/reports/plan.js';
import { createRandom } from './history.js';
import { T0 } from './records.js';
import { DISTANCES, EVENTS, PLANS } from './reportHistory.js';

const DAY = 86_400_000;

/** The clock of random plans: shortly before the generated histories end. */
export const AS_OF = T0;

/** Makes parts of plans. */
export const createPlans = (seed: number) => {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <One>(from: readonly One[]) => from[below(from.length)]!;

  /** Now and then with another name merged into it. */
  const source = () => (random() < 0.2 ? ['Source', 'Seats'] : ['Source']);
  const plan = () => (random() < 0.2 ? ['Plan', 'Town'] : ['Plan']);

  const condition = (): Condition =>
    pick<() => Condition>([
      () => ({
        property: ['Seats'],
        op: pick(['above', 'atLeast', 'below', 'atMost'] as const),
        values: [pick(['1', '5', '.5'])],
      }),
      () => ({ property: source(), op: pick(['is', 'isNot'] as const), values: ['Ads', 'Mail'] }),
      () => ({
        property: source(),
        op: pick(['contains', 'notContains', 'startsWith'] as const),
        values: ['Site'],
      }),
      () => ({ property: source(), op: 'endsWith', values: ['s'] }),
      () => ({
        property: [pick(['Source', 'Nothing'])],
        op: pick(['exists', 'missing'] as const),
        values: [],
      }),
    ])();
  const event = (): EventMatch => {
    const names =
      random() < 0.05 ? null : random() < 0.8 ? [pick(EVENTS)] : [pick(EVENTS), pick(EVENTS)];
    return {
      label: names?.join(' or ') ?? 'anything',
      names,
      where: random() < 0.2 ? [condition()] : [],
    };
  };
  const span = (): Span => {
    // Half of them begin and end at moments that many hits share.
    const from = T0 - below(320) * DAY - (random() < 0.5 ? 0 : below(DAY));
    return {
      from: random() < 0.3 ? null : from,
      to: random() < 0.5 ? null : from + (1 + below(200)) * DAY,
    };
  };
  const membership = (depth = 1): Membership => {
    const fate = random();
    if (depth < 4 && fate < 0.2) return { all: [membership(depth + 1), membership(depth + 1)] };
    if (depth < 4 && fate < 0.4) return { any: [membership(depth + 1), membership(depth + 1)] };
    if (depth < 4 && fate < 0.5) return { not: membership(depth + 1) };
    if (fate < 0.8)
      return {
        did: event(),
        atLeast: 1 + below(3),
        lastDays: random() < 0.5 ? null : 1 + below(200),
      };
    return {
      has: pick<Condition>([
        { property: plan(), op: pick(['is', 'isNot'] as const), values: [pick(PLANS)] },
        { property: ['A/B ~ "test"'], op: pick(['exists', 'missing'] as const), values: [] },
      ]),
    };
  };
  const population = (): PopulationPlan | null =>
    random() < 0.7 ? null : { asOf: T0 - below(100) * DAY, members: membership() };
  const window = () => (random() < 0.7 ? pick(DISTANCES) : 10 ** below(8));
  /** Now, or a moment at which the window of some ends. */
  const asOf = () => (random() < 0.5 ? AS_OF : AS_OF - below(30) * DAY + below(2));
  const at = () => pick(['firstEver', 'lastEver', 'firstInRange', 'lastInRange'] as const);
  const segment = (steps = 0): Segment | null => {
    const fate = random();
    if (fate < 0.3) return null;
    if (steps && fate < 0.5)
      return { of: 'step', property: pick([source(), ['Seats']]), step: 1 + below(steps) };
    const moment = () => (steps && random() < 0.3 ? 'step1OrAfter' : at());
    if (fate < 0.7) return { of: 'event', property: pick([source(), ['Seats']]), at: moment() };
    if (fate < 0.8)
      return { of: 'both', property: pick([source(), ['Seats', 'Town']]), at: moment() };
    return {
      of: 'person',
      property: pick([plan(), ['Town'], ['A/B ~ "test"']]),
      at: steps && random() < 0.5 ? 'step1' : moment(),
    };
  };
  return { random, below, pick, event, span, window, asOf, membership, population, segment };
};
