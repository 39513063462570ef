import { type Static, Type } from 'typebox';
import { FunnelBreakdown } from '../breakdown.js';
import { Event } from '../event.js';
import { answerSchema } from '../report.js';
import { requestSchema, windowSeconds } from '../request.js';
import { Count, exact, optional, orNull, Seconds, Share, Text } from '../shapes.js';

/** What a funnel is asked. */
export const FunnelRequest = requestSchema('FunnelRequest', {
  steps: Type.Array(Event, { minItems: 2, maxItems: 10 }),
  windowSeconds,
  segment: optional(FunnelBreakdown),
});
export type FunnelRequest = Static<typeof FunnelRequest>;

/** People who came to a step. Shares are null where nobody could; times are in seconds. */
const FunnelStep = exact(
  {
    event: Text,
    people: Count,
    fromPrevious: orNull(Share),
    fromFirst: orNull(Share),
    medianSeconds: orNull(Seconds),
    meanSeconds: orNull(Seconds),
    dropped: Count,
    /** Neither dropped nor converted: their window is not over. */
    open: Count,
    /** By the time since the step before; null: longer than all the others. */
    times: Type.Array(exact({ upToSeconds: orNull(Seconds), people: Count })),
  },
  { title: 'FunnelStep' },
);
export type FunnelStep = Static<typeof FunnelStep>;

const steps = Type.Array(FunnelStep);

/** What a funnel is answered with. */
export const FunnelAnswer = answerSchema('FunnelAnswer', {
  steps,
  segments: Type.Optional(Type.Array(exact({ value: Text, steps }))),
});
export type FunnelAnswer = Static<typeof FunnelAnswer>;
