import { listen, type Stop } from './lifecycle.js';
import { attempt } from './report.js';

type Navigation = EventTarget & { currentEntry?: unknown };

/**
 * Tells when the address changes without a load. The Navigation API says so; without it routers call
 * `pushState` and no event comes, which leaves nothing but to wrap it.
 */
export const watchRoutes = (changed: () => void): Stop => {
  const { navigation } = window as unknown as { navigation?: Navigation };
  if (navigation?.addEventListener) return listen('currententrychange', changed, navigation);

  let active = true;
  const undo = (['pushState', 'replaceState'] as const).map((name) => {
    const original = history[name];
    const wrapped: typeof original = (...state) => {
      original.apply(history, state);
      if (active) attempt(changed);
    };
    history[name] = wrapped;
    return () => {
      // Somebody may have wrapped ours since: then it stays, and does nothing.
      if (history[name] === wrapped) history[name] = original;
    };
  });
  undo.push(listen('popstate', changed), listen('hashchange', changed));
  return () => {
    active = false;
    for (const each of undo) each();
  };
};
