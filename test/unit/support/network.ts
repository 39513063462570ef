import { decodeBatch, decodeLine, type Hit } from '../../../src/wire.js';

/** One request of a page. */
export interface Sent {
  via: 'fetch' | 'beacon' | 'image';
  url: URL;
  body: string;
  init: RequestInit;
  /** Unix milliseconds. */
  at: number;
  /** Lines of a batch, or the one of a request of the Kissmetrics protocol. */
  lines: string[];
  /** What the lines mean; throws when the collector could not read one. */
  readonly hits: Hit[];
}

/** What comes back: an answer, no answer that can be read, or nothing for as long as one waits. */
export type Reply =
  | { status?: number; body?: unknown; headers?: Record<string, string> }
  | 'lost'
  | 'silent';

export type Collector = (sent: Sent) => Reply;

/** The collector as it should be: every line is accepted. */
export const accept: Collector = ({ lines }) => ({
  body: { accepted: lines.length, rejected: [] },
});

const toLines = (url: URL, body: string): string[] => {
  const [, path = '', query = ''] = /([^/?]*)(?:\?(.*))?$/s.exec(url.pathname + url.search)!;
  if (/^[esa]$/.test(path)) return [`${path}?${query}`];
  return body ? decodeBatch(body) : [];
};

const toHit = (line: string): Hit => {
  const decoded = decodeLine(line);
  if ('rejected' in decoded)
    throw new Error(`The page sent a line that is ${decoded.rejected}: ${line}`);
  return { ...decoded.hit, properties: { ...decoded.hit.properties } };
};

export const toSent = (via: Sent['via'], address: string, init: RequestInit = {}): Sent => {
  const body = (init.body ?? '') as unknown;
  if (typeof body !== 'string') throw new Error('The body of a request is no text.');
  const url = new URL(address);
  const lines = toLines(url, body);
  return {
    via,
    url,
    body,
    init,
    at: Date.now(),
    lines,
    get hits() {
      return lines.map(toHit);
    },
  };
};

/** Hits in the order of their first sending, each once. */
export const distinct = (requests: readonly Sent[]): Hit[] => [
  ...new Map(
    requests.flatMap(({ hits }) => hits).map((hit) => [hit.id ?? JSON.stringify(hit), hit]),
  ).values(),
];

/** A hit as the shortest thing to compare: its kind or event name, and what it says. */
export const toCall = ({ kind, name, person, properties, source }: Hit): unknown[] => {
  if (kind === 'alias') return ['alias', name, person, source];
  return kind === 'set' ? ['set', properties] : [name, properties];
};
