import { tryOr } from './report.js';

const readNavigation = (): { type?: string; activationStart?: number } =>
  tryOr<object>({}, () => window.performance.getEntriesByType('navigation')[0]);

/** When this page began, Unix milliseconds: its navigation, or the activation of a prerendered page. */
export const readStart = (): number =>
  // A page may have something of its own by that name: then there is no number.
  Math.round(
    tryOr(0, () => window.performance.timeOrigin + (readNavigation().activationStart ?? 0)),
  ) || Date.now();

/** Whether the page was reloaded or come back to: what its address asks for has been done already. */
export const isRevisit = (): boolean => /^(rel|back)/.test(readNavigation().type ?? '');

/** Whether a program drives the browser, as it says itself. */
export const isAutomated = (): boolean => navigator.webdriver;

/** Query parameters of an address, decoded. */
export const readQuery = (url: string): [name: string, value: string][] => [
  ...new URLSearchParams(/\?([^#]*)/.exec(url)?.[1]),
];

/** Host of an address without `www.`, '' where it has none. */
export const toHost = (url: string): string =>
  (/^(?:https?:)?\/\/(?:[^/?#]*@)?(?:www\.)?([^/?#:]*)/i.exec(url)?.[1] ?? '').toLowerCase();
