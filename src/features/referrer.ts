import { toHost } from '../browser/page.js';
import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { readReferrer } from '../core/url.js';

/** The person property `Referrer`, when another site sent the visitor. */
export const referrer: Feature<{ setReferrer(): void }> = (kit) => {
  const setReferrer = (): void => {
    const from = readReferrer(kit);
    if (from && toHost(from) !== toHost(location.href)) kit.set({ Referrer: from });
  };
  return automatic(kit, 'setReferrer', 'referrer', 'REFERRER', setReferrer);
};
