import { readGlobal } from './global.js';
import { listen, type Stop } from './lifecycle.js';
import { attempt, tryOr } from './report.js';

/**
 * Tells when the address changes without a load. The Navigation API says so; without it routers call
 * `pushState` and no event comes, which leaves nothing but to wrap it, where the page lets us.
 */
export const watchRoutes = (changed: () => void): Stop => {
  const navigation = readGlobal('navigation') as EventTarget;
  if ({}.toString.call(navigation) === '[object Navigation]')
    return listen('currententrychange', changed, navigation);

  let active = true;
  const undo = [listen('popstate', changed), listen('hashchange', changed)];
  for (const name of ['pushState', 'replaceState'] as const)
    tryOr(undefined, () => {
      const { history } = window;
      const original = history[name];
      if (!original) return;
      const wrapped: typeof original = (...state) => {
        original.apply(history, state);
        if (active) attempt(changed);
      };
      history[name] = wrapped;
      undo.push(() => {
        // Somebody may have wrapped ours since: then it stays, and does nothing.
        if (history[name] === wrapped) history[name] = original;
      });
    });
  return () => {
    active = false;
    for (const each of undo) each();
  };
};
