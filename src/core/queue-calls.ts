import type {
  AnyProperties,
  EventName,
  EventRest,
  PartialRest,
  PersonProperties,
  Plan,
  Unplanned,
} from './plan.js';

type Callback = () => void;
type Identity = string | number;

/** Calls that name an event of a plan. */
type EventCall<P extends Plan> = {
  [N in EventName<P>]:
    | ['record', N, ...EventRest<P, N>]
    | ['trackClick' | 'trackClickOnOutboundLink', unknown, N, ...EventRest<P, N>]
    | ['trackSubmit' | 'trackForm', unknown, N, ...PartialRest<P, N>];
}[EventName<P>];

/** Calls whose properties are what they are, with or without a plan. */
type OtherCall =
  | ['identify', Identity]
  | ['alias', Identity, Identity?]
  | ['clearIdentity' | 'optIn' | 'optOut']
  | ['unregister', string | string[]]
  | ['configure', object]
  | ['flush', Callback?]
  | ['pageView' | 'canceled' | 'cancelled', object?]
  | ['signedUp' | 'upgraded' | 'downgraded', string, object?]
  | ['billed', number | string, string?, object?]
  | ['ab', string, readonly string[] | Record<string, number>, ((variant: string) => void)?];

/** What a page may push; with a plan, no events and properties but those of the plan. */
export type KmqCall<P extends Plan | Unplanned = Unplanned> =
  | (() => void)
  | (P extends Plan
      ?
          | EventCall<P>
          | ['set', PersonProperties<P>, Callback?]
          | ['register', AnyProperties<P>]
          | OtherCall
      : [command: string, ...unknown[]]);

/** The page's `_kmq`: `declare global { var _kmq: KmqQueue<Shop> }`. */
export type KmqQueue<P extends Plan | Unplanned = Unplanned> = KmqCall<P>[];
