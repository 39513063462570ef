/** Reserved query names of the wire. Kept as string values, where no minifier reaches. */

/** Site key. */
export const KEY = '_k';
/** Person: the identity the hit belongs to; on an alias, the other identity. */
export const PERSON = '_p';
/** Event name; on an alias, the identity that the call names. */
export const NAME = '_n';
/** Time of the hit in Unix seconds; milliseconds as a fraction in the batch protocol. */
export const TIME = '_t';
/** `1`: honour `_t` to the letter, never clock-corrected. */
export const TIME_GIVEN = '_d';
/** Hit id, for de-duplication. At least 64 random bits, made once when the hit is made. */
export const HIT_ID = '_i';
/** Where an alias comes from, one letter of `LinkSource`. */
export const LINK_SOURCE = '_y';
/** On an alias: the signature of a server of the site's own. */
export const SIGNATURE = '_g';
/** Sender's clock when a batch is sent, in the unit of `_t`. */
export const SENT_AT = '_s';
/** Drops reported with a batch, `<drop record id>:<count>`. */
export const DROPS = '_x';
/** `1` on a batch: a program drives the browser (`navigator.webdriver`). */
export const AUTOMATED = '_w';
/** Cookie domain, on a request for `i.js`. */
export const COOKIE_DOMAIN = '_cd';
