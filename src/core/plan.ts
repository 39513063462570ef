/** What an app tracks: events with their properties, and what it knows of a person. For the compiler alone. */
export interface Plan {
  /** Event names, each with its properties: `{ 'Signed Up': { Plan: 'Free' | 'Pro'; Source?: string } }`. */
  events: object;
  /** Person properties; left out, `set` takes any. */
  person?: object;
}

/** No plan: everything is allowed. Not `undefined`, which every plan allows where the compiler is not strict. */
export type Unplanned = false;

type Callback = () => void;

/** What a caller may say of a hit beside its properties (C11). */
export interface About {
  /** Whose hit it is, where not the current person's. */
  _p?: string;
  /** When it happened, Unix seconds; counts with `_d: 1` only. */
  _t?: number;
  _d?: 1;
}

/** The events of a plan. */
export type EventName<P extends Plan> = keyof P['events'] & string;

/** Whether there are no properties, however that is written: `object`, `{}`, `Record<string, never>`. */
type HasNone<Properties> = [Properties[keyof Properties]] extends [never] ? true : false;

/** The properties of an event as an argument that may be left out where none is required. */
export type Given<Properties> =
  HasNone<Properties> extends true
    ? [properties?: About]
    : object extends Properties
      ? [properties?: Properties & About]
      : [properties: Properties & About];

type OptionalRest<Properties> =
  | [callback: Callback]
  | [properties?: Properties | null, callback?: Callback];

/** What follows the name of an event: its properties, which may be left out where none is required, and a callback. */
export type Rest<Properties> =
  HasNone<Properties> extends true
    ? OptionalRest<About>
    : object extends Properties
      ? OptionalRest<Properties & About>
      : [properties: Properties & About, callback?: Callback];

/** What follows the name of an event of a plan. */
export type EventRest<P extends Plan, N> = N extends keyof P['events']
  ? Rest<P['events'][N]>
  : never;

/** What follows the name of an event whose properties come from elsewhere, too, such as a form. */
export type PartialRest<P extends Plan, N> = N extends keyof P['events']
  ? Rest<Partial<P['events'][N]>>
  : never;

/** Properties of a person, each of them or some. */
export type PersonProperties<P extends Plan> = (P extends { person: infer Person extends object }
  ? Partial<Person>
  : Record<string, unknown>) &
  About;

type KeyOf<T> = T extends unknown ? (HasNone<T> extends true ? never : keyof T) : never;
type ValueOf<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/** Properties that any event of a plan has. */
export type AnyProperties<P extends Plan> = {
  [K in KeyOf<P['events'][keyof P['events']]>]?: ValueOf<P['events'][keyof P['events']], K>;
};

/** The commands that name events or properties, as a plan allows them. */
export interface PlannedCommands<P extends Plan> {
  /** An event of this person. */
  record<N extends EventName<P>>(name: N, ...rest: EventRest<P, N>): void;
  /** Properties of this person. */
  set(properties: PersonProperties<P>, callback?: Callback): void;
  /** Names this person; what was anonymous before is theirs. */
  identify(id: string | number): void;
  /** Ties two identities to one person; `b` defaults to the current one. */
  alias(a: string | number, b?: string | number): void;
  /** Properties that are added to every later event of this browser. */
  register(properties: AnyProperties<P>): void;
}

/** A command of a feature that records an event of a plan later: on a click, or with what a form holds on a submit. */
interface PlannedTrackers<P extends Plan, Target> {
  trackClick<N extends EventName<P>>(target: Target, name: N, ...rest: EventRest<P, N>): void;
  trackClickOnOutboundLink: PlannedTrackers<P, Target>['trackClick'];
  trackSubmit<N extends EventName<P>>(target: Target, name: N, ...rest: PartialRest<P, N>): void;
  trackForm: PlannedTrackers<P, Target>['trackSubmit'];
}

/** Commands, those among them that name events or properties as the plan allows them. */
export type Planned<P extends Plan | Unplanned, C> = P extends Plan
  ? {
      [K in keyof C]: K extends keyof PlannedCommands<P>
        ? PlannedCommands<P>[K]
        : K extends keyof PlannedTrackers<P, unknown>
          ? PlannedTrackers<P, unknown>[K]
          : C[K];
    }
  : C;
