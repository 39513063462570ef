import { toHost } from '../browser/page.js';
import type { Kit } from './kit.js';

/** An address without the query parameters that match, each with a `&` in front. */
export const withoutParameters = (url: string, parameters: RegExp): string =>
  url.replace(/\?[^#]*/, (query) =>
    query.replace('?', '&').replace(parameters, '').replace('&', '?'),
  );

const toRecorded = (kit: Kit, url: unknown): string =>
  kit.settings.redactUrl(withoutParameters(String(url), /&km[^&]*/g));

/** Address of the page as hits record it: without our own parameters, redacted. */
export const readUrl = (kit: Kit): string => toRecorded(kit, kit.kmq.u!());

/** Referrer as hits record it, '' when there is none, or one that the site never takes for one. */
export const readReferrer = (kit: Kit): string => {
  const referrer = kit.kmq.rf!();
  const host = toHost(`${referrer}`);
  const ignored = (kit.settings.ignoredReferrers ?? []) as unknown[];
  // Sites write `*.Pay.example`, `www.pay.example` and whole addresses, too.
  return ignored.some((own) =>
    `.${host}`.endsWith(`.${toHost(`//${own}`.replace(/.*\/\/[*.]*/, '//'))}`),
  )
    ? ''
    : toRecorded(kit, referrer);
};
