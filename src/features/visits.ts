import type { Feature } from '../core/kit.js';

/** A visit ends when no page was opened for so long. */
const VISIT_SECONDS = 1_800;

/** `Visited Site` on the first page of a visit. */
export const visits: Feature<{ rvs(): void }> = (kit) => {
  const { store } = kit;
  const visit = (): void => {
    if (!store.cookie('km_vs'))
      kit.record('Visited Site', { URL: kit.url(), Referrer: kit.referrer() || 'Direct' });
    kit.gate(() => {
      store.cookie('km_vs', '1', VISIT_SECONDS);
      store.cookie('kvcd', `${Date.now()}`);
    });
  };
  return { commands: { rvs: visit }, onLoad: ['visits', 'VISITED_SITE', visit] };
};
