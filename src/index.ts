import { createClient } from './core/client.js';
import type { CoreCommands } from './core/commands.js';
import type { Feature } from './core/kit.js';
import type { CoreSettings } from './core/settings.js';

export type { CoreCommands } from './core/commands.js';
export type { Feature, Kit, Parts } from './core/kit.js';
export type { CoreSettings } from './core/settings.js';
export { campaigns } from './features/campaigns.js';
export { clicks } from './features/clicks.js';
export { experiments } from './features/experiments.js';
export { forms } from './features/forms.js';
export { helpers } from './features/helpers.js';
export { kissmetrics } from './features/kissmetrics.js';
export { pageMatch } from './features/page-match.js';
export { pageViews } from './features/page-views.js';
export { referrer } from './features/referrer.js';
export { renewal } from './features/renewal.js';
export { returning } from './features/returning.js';
export { type Rule, rules } from './features/rules.js';
export { searchEngines } from './features/search-engines.js';
export { subscriptions } from './features/subscriptions.js';
export { urlApi } from './features/url-api.js';
export { visits } from './features/visits.js';

type Together<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** Commands of the core and of the given features. */
export type Kmq<F extends readonly Feature[] = []> = CoreCommands &
  Together<F[number] extends Feature<infer C> ? C : object>;

/**
 * Makes a client; `settings.key` and `settings.endpoint` are needed. Features are imported by name and passed in.
 * On a server the commands do nothing.
 */
export const createKmq = <const F extends readonly Feature[] = []>(
  settings: Partial<CoreSettings> & Record<string, unknown>,
  features?: F,
): Kmq<F> => {
  const kmq = {};
  createClient(kmq, [settings], features ?? []);
  return kmq as Kmq<F>;
};
