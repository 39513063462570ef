// Which events a request holds, whatever a vendor wraps them in.
import { gunzipSync, inflateSync } from 'node:zlib';

/** @typedef {{ number: number, id: string | undefined }} Seen */

/** The body as text: some vendors compress it, under whatever type they say. @param {Buffer} body */
const toText = (body) => {
  if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body).toString();
  try {
    if (body[0] === 0x78) return inflateSync(body).toString();
  } catch {
    // An x, and no compression.
  }
  return body.toString();
};

const tryJson = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON, or none of its own: the caller looks further.
    return undefined;
  }
};

/** What a text holds when it is JSON, also in base64; undefined otherwise. @param {string} text */
const toValue = (text) => {
  if (/^\s*[[{]/.test(text)) return tryJson(text);
  if (!/^[\w+/=-]{16,}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString();
  return /^[[{]/.test(decoded) ? tryJson(decoded) : undefined;
};

/** Fields of a multipart form, as a beacon of FormData sends it. @param {string} text */
const toParts = (text) =>
  [...text.matchAll(/name="([^"]+)"\r\n\r\n([\s\S]*?)\r\n--/g)].map(([, name, value]) => [
    name,
    value,
  ]);

/** Every way in which a request can hold values. @param {string} url @param {Buffer} body */
const toRoots = (url, body) => {
  const query = Object.fromEntries(new URL(url, 'http://host').searchParams);
  const text = toText(body);
  const value = toValue(text);
  if (value !== undefined) return [query, value];
  if (text.startsWith('--')) return [query, Object.fromEntries(toParts(text))];
  // Forms, and the lines of kmq, each a path and a query.
  const lines = text.split('\n').map((line) => line.replace(/^[esa]\?/, ''));
  return [query, ...lines.map((line) => Object.fromEntries(new URLSearchParams(line)))];
};

/**
 * Events of a trial in a request: their numbers, and the vendor's id of each.
 * @param {{ url: string, body: Buffer }} request @param {string} idName @returns {Seen[]}
 */
export const decodeEvents = ({ url, body }, idName) => {
  /** @type {Seen[]} */
  const found = [];
  const walk = (value, id) => {
    if (typeof value === 'string') {
      const inner = toValue(value);
      if (inner !== undefined) walk(inner, id);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const own = (idName && value[idName]) || id;
    if ('KmqBenchNumber' in value) found.push({ number: Number(value.KmqBenchNumber), id: own });
    else for (const each of Object.values(value)) walk(each, own);
  };
  for (const root of toRoots(url, body)) walk(root, undefined);
  return found;
};
