import { VALUE_LENGTH } from 'kmq/wire';
import { type Static, Type } from 'typebox';
import { Name, text } from '../condition.js';
import { Event } from '../event.js';
import { answerSchema } from '../report.js';
import { requestSchema, windowSeconds } from '../request.js';
import { Count, exact, Flag, Money, orNull, Share, Text } from '../shapes.js';

/** What an experiment is asked. */
export const ExperimentRequest = requestSchema('ExperimentRequest', {
  property: Name,
  control: text(VALUE_LENGTH, { description: 'a value of "property"' }),
  goal: Event,
  windowSeconds,
});
export type ExperimentRequest = Static<typeof ExperimentRequest>;

/** From and to. */
const Interval = Type.Unsafe<[number, number]>(
  Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
);

/** One variant, compared with the control. */
const Variant = exact(
  {
    variant: Text,
    /** With a window, those who have had all of it: the numbers beside it are of them. */
    people: Count,
    /** Those who are still within their window. */
    open: Count,
    conversions: Count,
    /** Null where there is nobody. */
    rate: orNull(Share),
    /** Of the rate, as a part of the control's. */
    lift: orNull(Type.Number()),
    /** 95 %, of the difference of the rates. */
    interval: orNull(Interval),
    /** Holm-corrected where there are more than two variants. */
    pValue: orNull(Share),
    revenue: Money,
    revenuePerPerson: orNull(Money),
    revenuePValue: orNull(Share),
    /** People who saw another variant, too; the first one counts. */
    sawSeveral: Count,
    tooEarly: Flag,
  },
  { title: 'Variant' },
);
export type Variant = Static<typeof Variant>;

/** What an experiment is answered with. */
export const ExperimentAnswer = answerSchema(
  'ExperimentAnswer',
  {
    control: Text,
    /** The control first. */
    variants: Type.Array(Variant),
    sawSeveral: Count,
    tooEarly: Flag,
    /** How likely an even split is as uneven; `uneven`: do not trust the comparison. */
    split: exact({ pValue: orNull(Share), uneven: Flag }),
  },
  { hasBreakdown: false },
);
export type ExperimentAnswer = Static<typeof ExperimentAnswer>;
