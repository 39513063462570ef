import { HIT_ID, KEY, LINK_SOURCE, NAME, PERSON, TIME, TIME_GIVEN } from './fields.js';
import { type Hit, LINE_BYTES, type Properties } from './hit.js';
import { cut } from './text.js';

const encodePairs = (pairs: [string, unknown][]): string =>
  pairs.map((pair) => pair.map((text) => encodeURIComponent(String(text))).join('=')).join('&');

/** Properties as a query string. */
export const encodeProperties = (properties: Properties): string =>
  encodePairs(Object.entries(properties));

/**
 * A normal hit as one line of a batch: `e?Plan=Pro&_n=Signed%20Up&_p=ada%40example.com&_t=1795336083.478&_i=k3f9`.
 * Over `LINE_BYTES`, the longest value is halved until it fits, and what cannot be shortened is left out; the given
 * hit stays as it is.
 */
export const encodeHit = (hit: Hit): string => {
  const { kind, name, person, time, timeGiven, id, source } = hit;
  const properties = Object.entries(hit.properties);
  const reserved: [string, unknown][] = [
    [NAME, name],
    [PERSON, person],
    [TIME, time],
    [TIME_GIVEN, timeGiven ? 1 : undefined],
    [HIT_ID, id],
    [LINK_SOURCE, source],
  ];
  for (;;) {
    const pairs = [...properties, ...reserved.filter(([, value]) => value !== undefined)];
    const line = `${kind[0]}?${encodePairs(pairs)}`;
    if (line.length <= LINE_BYTES) return line;
    const longest = properties.reduce((a, b) => (b[1].length > a[1].length ? b : a), ['', '']);
    const half = cut(longest[1], longest[1].length >> 1);
    // Where no property is left, the rest is longer than the limits of a normal hit allow.
    const index = properties.indexOf(longest);
    if (index < 0) return line;
    if (half) properties[index] = [longest[0], half];
    else properties.splice(index, 1);
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
