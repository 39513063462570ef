import { Type } from 'typebox';
import { MOMENTS } from '../../reports/plan.js';
import { Count, exact, Flag, orNull, Period, Text, words } from './shapes.js';

const Bound = Type.String({ description: '2026-11-22 or 2026-11-22T12:00:00Z' });
const Last = exact({ last: Type.Integer({ minimum: 1 }), unit: Period });
const Value = Type.Union([Text, Type.Number(), Flag]);
const Condition = exact({
  property: Text,
  op: Text,
  value: Type.Optional(Type.Union([Value, Type.Array(Value)])),
});
const where = Type.Optional(Type.Array(Condition));

/** Which events count as one. */
const Event = Type.Union([
  Text,
  exact({ event: Text, where }),
  exact({ anyOf: Type.Array(Text), where }),
  exact({ anything: Type.Literal(true), where }),
]);

const at = Type.Optional(words(...MOMENTS));
const READINGS = [
  exact({ property: Text, at }),
  exact({ person: Text, at }),
  exact({ event: Text, at: Type.Optional(words(...MOMENTS, 'hit')) }),
  exact({ event: Text, step: Type.Integer({ minimum: 1, maximum: 10 }) }),
];
/** What a segment was read as. */
export const Reading = Type.Union(READINGS);
const Segment = Type.Union([Text, ...READINGS]);

/** A condition on people; trees of it go five deep. */
export const Definition = Type.Object(
  {},
  { description: 'and, or, not, did, or property with op and value; see docs/api.md' },
);

const COMMON = {
  from: Type.Optional(orNull(Type.Union([Bound, Last]))),
  to: Type.Optional(orNull(Bound)),
  range: Type.Optional(orNull(Last)),
  timeZone: Type.Optional(orNull(Text)),
  population: Type.Optional(orNull(Type.Union([Text, Definition]))),
  compare: Type.Optional(orNull(Flag)),
};
const windowSeconds = Type.Optional(orNull(Type.Integer({ minimum: 1 })));
const by = Type.Optional(Period);

/** Bodies of `POST …/reports/<kind>`. */
export const PLANS = {
  funnel: exact({
    ...COMMON,
    steps: Type.Array(Event, { minItems: 2, maxItems: 10 }),
    windowSeconds,
    segment: Type.Optional(orNull(Segment)),
  }),
  cohort: exact({
    ...COMMON,
    ...{ first: Event, then: Event, by, cohortBy: by, returnBy: by },
    buckets: Type.Optional(Type.Integer({ minimum: 1, maximum: 400 })),
    measure: Type.Optional(words('people', 'revenue')),
    segment: Type.Optional(orNull(Segment)),
  }),
  revenue: exact({ ...COMMON, by, group: Type.Optional(orNull(Segment)) }),
  activity: exact({
    ...COMMON,
    events: Type.Optional(orNull(Type.Array(Event, { minItems: 1, maxItems: 50 }))),
    by,
    group: Type.Optional(orNull(Segment)),
  }),
  experiment: exact({ ...COMMON, property: Text, control: Text, goal: Event, windowSeconds }),
};

/** The body of `POST …/reports/people`. */
export const Picked = exact({
  reportId: Text,
  pick: Type.Optional(
    Type.Partial(
      exact({
        ...{ step: Count, bucket: Count, outcome: words('dropped', 'converted', 'open') },
        ...{ segment: Text, cohort: Text, start: Text, group: Text, variant: Text },
        event: Type.Union([Type.Integer({ minimum: 0, maximum: 99 }), Text]),
        ...{ converted: Flag, payers: Flag },
      }),
    ),
  ),
  cursor: Type.Optional(orNull(Text)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
