import { HIT_ID, KEY, LINK_SOURCE, NAME, PERSON, TIME, TIME_GIVEN } from './fields.js';
import { type Hit, LINE_BYTES, type Properties, VALUE_LENGTH } from './hit.js';
import { cut } from './text.js';

const encodePairs = (pairs: [name: string, value: string][]): string =>
  pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');

/** Properties as a query string. */
export const encodeProperties = (properties: Properties): string =>
  encodePairs(Object.entries(properties));

/**
 * A normal hit as one line of a batch: `e?Plan=Pro&_n=Signed%20Up&_p=ada%40example.com&_t=1795336083.478&_i=k3f9`.
 * Over `LINE_BYTES`, values over an ever lower `limit` are cut until it fits; if their names alone do not, all are left out.
 */
export const encodeHit = (hit: Hit, limit = VALUE_LENGTH): string => {
  const { kind, name, person, time, timeGiven, id, source } = hit;
  const reserved = Object.entries({
    [NAME]: name,
    [PERSON]: person,
    [TIME]: time,
    [TIME_GIVEN]: timeGiven && 1,
    [HIT_ID]: id,
    [LINK_SOURCE]: source,
  }).filter(([, value]) => value || value === 0) as [string, string][];
  const properties = Object.entries(limit ? hit.properties : {});
  const line = `${kind[0]}?${encodePairs([
    ...properties.map(([key, value]): [string, string] => [key, cut(value, limit)]),
    ...reserved,
  ])}`;
  return limit && line.length > LINE_BYTES ? encodeHit(hit, limit >> 1) : line;
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
