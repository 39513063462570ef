import { type Static, Type } from 'typebox';
import { ActivityBreakdown } from '../breakdown.js';
import { Event } from '../event.js';
import { PERIODS } from '../plan.js';
import { answerSchema } from '../report.js';
import { requestSchema } from '../request.js';
import { Count, Day, exact, optional, orNull, Text, words } from '../shapes.js';

const EVENTS_MOST = 50;

/** What an activity is asked. */
export const ActivityRequest = requestSchema('ActivityRequest', {
  /** Without them all events, each under its own name. */
  events: optional(Type.Array(Event, { minItems: 1, maxItems: EVENTS_MOST })),
  by: optional(words(PERIODS)),
  group: optional(ActivityBreakdown),
});
export type ActivityRequest = Static<typeof ActivityRequest>;

const COUNTS = { count: Count, people: Count };
const COUNTED = { ...COUNTS, series: Type.Array(exact({ start: Day, ...COUNTS })) };
const Counted = Type.Object(COUNTED);
/** Hits and people, in all and by period. */
export type Counted = Static<typeof Counted>;

const ActivityEvent = exact(
  {
    /** For people to read: two may read alike. */
    event: Text,
    ...COUNTED,
    groups: Type.Optional(Type.Array(exact({ value: Text, ...COUNTED }))),
  },
  { title: 'ActivityEvent' },
);
export type ActivityEvent = Static<typeof ActivityEvent>;

/** What an activity is answered with. */
export const ActivityAnswer = answerSchema('ActivityAnswer', {
  ...COUNTED,
  /** The period of the series that is not over; null where all are. */
  unfinished: orNull(Count),
  /** By position, as they were asked for. */
  events: Type.Array(ActivityEvent),
});
export type ActivityAnswer = Static<typeof ActivityAnswer>;
