/** What counts as a mistake in a site's hits, in every engine (S21). Patterns are in the words that RE2 and JavaScript share. */

/** Events after which a site knows who somebody is: whole names, trimmed and in lower case. */
export const SIGN_IN_EVENTS = '(signed|logged) ?(up|in)|log ?in|sign ?(up|in)|registered';
/** Identities that are e-mail addresses. */
export const EMAIL_IDENTITIES = String.raw`[^\s@]+@[^\s@]+\.[^\s@]+`;
/** Within a minute, latency explains how far a clock is off. */
export const SKEW_SECONDS = 60;
/** Whoever has read a day's numbers by then has read others than they are now. */
export const LATE_SECONDS = 86_400;
