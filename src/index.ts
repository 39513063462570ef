import { createClient } from './core/client.js';
import type { CoreCommands } from './core/commands.js';
import type { FeatureSettings } from './core/feature-settings.js';
import type { Feature } from './core/kit.js';
import type { Plan, Planned, Unplanned } from './core/plan.js';
import type { CoreSettings } from './core/settings.js';

export type { CoreCommands } from './core/commands.js';
export type { FeatureSettings, Rule } from './core/feature-settings.js';
export type { Feature, Kit, Parts } from './core/kit.js';
export type { Plan } from './core/plan.js';
export type { KmqCall, KmqQueue } from './core/queue-calls.js';
export type { CoreSettings } from './core/settings.js';
export { campaigns } from './features/campaigns.js';
export { clicks } from './features/clicks.js';
export { dataLayer } from './features/data-layer.js';
export { experiments } from './features/experiments.js';
export { forms } from './features/forms.js';
export { helpers } from './features/helpers.js';
export { inspector } from './features/inspector.js';
export { kissmetrics } from './features/kissmetrics.js';
export { pageMatch } from './features/page-match.js';
export { pageViews } from './features/page-views.js';
export { referrer } from './features/referrer.js';
export { renewal } from './features/renewal.js';
export { returning } from './features/returning.js';
export { rules } from './features/rules.js';
export { searchEngines } from './features/search-engines.js';
export { subscriptions } from './features/subscriptions.js';
export { urlApi } from './features/url-api.js';
export { visits } from './features/visits.js';

type Together<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void
  ? All
  : never;

type CommandsOf<F extends readonly Feature[]> = CoreCommands &
  Together<F[number] extends Feature<infer C> ? C : object>;

/** Commands of the core and of the given features; with a plan, no events and properties but those of the plan. */
export type Kmq<
  P extends Plan | Unplanned = Unplanned,
  F extends readonly Feature[] = readonly Feature[],
> = Planned<P, CommandsOf<F>>;

/**
 * Makes a client; `settings.key` and `settings.endpoint` are needed. Features are imported by name and passed in; beside
 * a plan their commands are known when they are named, too: `createKmq<Shop, typeof features>(settings, features)`.
 * On a server the commands do nothing.
 */
export const createKmq = <
  P extends Plan | Unplanned = Unplanned,
  const F extends readonly Feature[] = readonly Feature[],
>(
  settings: Partial<CoreSettings & FeatureSettings> & Record<string, unknown>,
  features?: F,
): Kmq<P, F> => {
  const kmq = {};
  createClient(kmq, [settings], features ?? []);
  return kmq as Kmq<P, F>;
};
