import { warn } from '../browser/report.js';
import type { CoreCommands } from '../core/commands.js';
import type { EventName, Given, Plan, Planned, Unplanned } from '../core/plan.js';

/** What bindings need of a client, whatever its plan and its features are. */
export interface AnyClient {
  record(...call: never[]): unknown;
  identify(id: never): unknown;
  clearIdentity(): void;
  configure(settings: unknown): void;
  flush(): void;
}

/** A client whose plan is known. */
export type Client<P extends Plan | Unplanned> = Planned<P, CoreCommands>;

/** The person that the app knows: none yet while it is undefined, nobody when it is null. */
export type Known = string | number | null | undefined;

/** The name of an event and its properties, as a plan allows them. */
export type EventOf<P extends Plan | Unplanned> = P extends Plan
  ? { [N in EventName<P>]: [name: N, ...Given<P['events'][N]>] }[EventName<P>]
  : [name: string, properties?: Record<string, unknown>];

let hasWarned = false;
const silent = (): void => {
  if (!hasWarned) warn('no client was provided: nothing is tracked');
  hasWarned = true;
};

/** Stands for the client where none was provided: its commands do nothing, and say so once. */
export const nobody = new Proxy({} as AnyClient, { get: () => silent });

/** Names who has signed in; who signs out while the app runs becomes anonymous again. */
export const identify = (client: AnyClient, now: Known, before: Known): void => {
  if (now) client.identify(now as never);
  else if (now === null && before) client.clearIdentity();
};

/** Records what a hook was given. */
export const record = (client: AnyClient, event: readonly unknown[]): void => {
  client.record(...(event as never[]));
};
