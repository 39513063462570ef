import type { Kit } from './kit.js';

/** An address without the query parameters whose name matches. */
export const withoutParameters = (url: string, name: RegExp): string =>
  url.replace(/\?[^#]*/, (query) => {
    const pairs = query.slice(1).split('&');
    const kept = pairs.filter((pair) => !name.test(pair));
    return kept.length < pairs.length ? (kept.length ? `?${kept.join('&')}` : '') : query;
  });

const toRecorded = (kit: Kit, url: unknown): string =>
  kit.settings.redactUrl(withoutParameters(String(url), /^km/));

/** Address of the page as hits record it: without our own parameters, redacted. */
export const readUrl = (kit: Kit): string => toRecorded(kit, kit.kmq.u!());

/** Referrer as hits record it, '' when there is none. */
export const readReferrer = (kit: Kit): string => toRecorded(kit, kit.kmq.rf!());
