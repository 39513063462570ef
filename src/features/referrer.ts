import { isOwnHost } from '../browser/cookie.js';
import { toHost } from '../browser/page.js';
import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { readReferrer } from '../core/url.js';

/** Who pays or signs in comes back from there: nobody was referred. Names below these count, too. */
const IGNORED = [
  'paypal.com',
  'checkout.stripe.com',
  'hooks.stripe.com',
  'klarna.com',
  'adyen.com',
  'mollie.com',
  'pay.google.com',
  'accounts.google.com',
  'appleid.apple.com',
  'login.live.com',
  'login.microsoftonline.com',
  'auth0.com',
  'okta.com',
];

/** The person property `Referrer`, when another site sent the visitor. */
export const referrer: Feature<{ setReferrer(): void }> = (kit) => {
  const setReferrer = (): void => {
    const from = readReferrer(kit);
    if (from && !isOwnHost(toHost(from))) kit.set({ Referrer: from });
  };
  return automatic(kit, 'setReferrer', 'referrer', 'REFERRER', setReferrer, {
    ignoredReferrers: { 0: IGNORED, includes: Array.isArray },
  });
};
