/** What every engine keeps to: limits that answers, errors and documents tell of. */

/** A report that takes longer has to be narrowed down (S24). */
export const REPORT_MILLISECONDS = 30_000;
/** So long the people behind a report's numbers can be listed (S24). */
export const REPORT_KEPT_MILLISECONDS = 15 * 60 * 1000;

/** People on a page of a list where no number is asked for. */
export const PEOPLE_PAGE = 50;
/** Identities of a person in a list; a person's own page has all of them. */
export const IDENTITIES_IN_LIST = 20;
/** Entries on a page of a timeline. */
export const TIMELINE_PAGE = 100;
/** Links that touch a person, on the person's page. */
export const LINKS_SHOWN = 500;
/** Links on a page of those that wait for a human's word. */
export const WAITING_PAGE = 50;

/** So many names are listed, the most frequent ones; Health says where a site has as many (S21). */
export const EVENTS_LISTED = 5_000;
export const PROPERTIES_LISTED = 10_000;
/** Values of a property that are listed, the most frequent ones. */
export const VALUES_LISTED = 200;
/** Events in a report about all events, the most frequent ones. */
export const EVENTS_REPORTED = 100;
/** Examples of each mistake in a site's hits. */
export const MISTAKES_SHOWN = 10;
