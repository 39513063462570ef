import { HIT_ID, KEY, LINK_SOURCE, NAME, PERSON, TIME, TIME_GIVEN } from './fields.js';
import { type Hit, LINE_BYTES, type Properties } from './hit.js';
import { cut } from './text.js';

const encodePairs = (pairs: [string, unknown][]): string =>
  pairs
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');

/** Properties as a query string. */
export const encodeProperties = (properties: Properties): string =>
  encodePairs(Object.entries(properties));

/** Shortens the longest value by half, or drops the property where nothing is left to shorten. */
const shorten = (properties: Properties): void => {
  let longest = '';
  for (const name in properties)
    if (!longest || properties[name]!.length > properties[longest]!.length) longest = name;
  const value = properties[longest]!;
  if (value) properties[longest] = cut(value, value.length >> 1);
  else delete properties[longest];
};

/**
 * A normal hit as one line of a batch: `e?Plan=Pro&_n=Signed%20Up&_p=ada%40example.com&_t=1795336083.478&_i=k3f9`.
 * Over `LINE_BYTES`, the longest values are cut until it fits; the given hit stays as it is.
 */
export const encodeHit = (hit: Hit): string => {
  const { kind, name, person, time, timeGiven, id, source } = hit;
  const properties: Properties = Object.assign(Object.create(null), hit.properties);
  const rest = encodePairs([
    [NAME, name],
    [PERSON, person],
    [TIME, time],
    [TIME_GIVEN, timeGiven && 1],
    [HIT_ID, id],
    [LINK_SOURCE, source],
  ]);
  for (;;) {
    const first = encodeProperties(properties);
    const line = `${kind[0]}?${first}${first && '&'}${rest}`;
    // Where no property is left, the rest is longer than the limits of a normal hit allow.
    if (line.length <= LINE_BYTES || !first) return line;
    shorten(properties);
  }
};

/**
 * A line as one GET of the Kissmetrics protocol, without the leading slash: with the site key, the time in
 * whole seconds and honoured (`_d=1`), without the hit id and the source of a link, which are ours.
 */
export const toRequest = (line: string, key: string): string => {
  const keyPair = `${KEY}=${encodeURIComponent(key)}&`;
  const seconds = (_: string, time: string) => `&${TIME}=${Math.round(+time)}&${TIME_GIVEN}=1`;
  return line
    .replace(line[0] === 'a' ? /&_t=/ : /[?&]_p=/, (pair) => pair[0] + keyPair + pair.slice(1))
    .replace(/&_t=([^&]+).*/, seconds);
};
