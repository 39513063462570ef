import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { readReferrer, readUrl } from '../core/url.js';

/** A visit ends when no page was opened for so long. */
const VISIT_SECONDS = 1_800;

/** `Visited Site` on the first page of a visit. */
export const visits: Feature<{ rvs(): void }> = (kit) => {
  const rvs = (): void => {
    if (!kit.cookie('km_vs'))
      kit.record('Visited Site', { URL: readUrl(kit), Referrer: readReferrer(kit) || 'Direct' });
    kit.gate(() => {
      kit.cookie('km_vs', '1', VISIT_SECONDS);
      kit.cookie('kvcd', `${Date.now()}`);
    });
  };
  return automatic(kit, 'rvs', 'visits', 'VISITED_SITE', rvs);
};
