import type { EventName, Given, PersonProperties, Plan, Unplanned } from './core/plan.js';
import {
  createServerClient,
  type Identity,
  type ServerCommands,
  type ServerSettings,
} from './server/client.js';

export type { Plan } from './core/plan.js';
export type { Delivered, Identity, ServerCommands, ServerSettings } from './server/client.js';

interface PlannedCommands<P extends Plan> {
  /** A person did something. */
  record<N extends EventName<P>>(person: Identity, name: N, ...given: Given<P['events'][N]>): void;
  /** Properties of a person. */
  set(person: Identity, properties: PersonProperties<P>): void;
}

/** The commands of a client for servers; with a plan, no events and properties but those of the plan. */
export type KmqNode<P extends Plan | Unplanned = Unplanned> = P extends Plan
  ? PlannedCommands<P> & Omit<ServerCommands, keyof PlannedCommands<P>>
  : ServerCommands;

/**
 * Makes a client for Node, workers and edge runtimes: the caller says who did something, hits wait in memory and go in
 * batches until the collector has them on disk.
 */
export const createKmq = <P extends Plan | Unplanned = Unplanned>(
  settings: ServerSettings,
): KmqNode<P> => createServerClient(settings) as KmqNode<P>;
