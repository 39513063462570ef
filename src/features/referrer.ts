import { toHost } from '../browser/page.js';
import type { Feature } from '../core/kit.js';

/** The person property `Referrer`, when another site sent the visitor. */
export const referrer: Feature<{ setReferrer(): void }> = (kit) => {
  const setReferrer = (): void => {
    const from = kit.referrer();
    if (from && toHost(from) !== toHost(location.href)) kit.set({ Referrer: from });
  };
  return { commands: { setReferrer }, onLoad: ['referrer', 'REFERRER', setReferrer] };
};
