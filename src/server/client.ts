import { createId } from '../browser/random.js';
import { tryOr } from '../browser/report.js';
import { encodeHit } from '../wire/encode.js';
import { DROPS, KEY, SENT_AT } from '../wire/fields.js';
import type { Hit } from '../wire/hit.js';
import { toNormalHit } from '../wire/normal.js';
import { createCourier } from './courier.js';
import { post } from './post.js';
import { createWaiting } from './waiting.js';

/** What `close` waits for a collector that does not answer. */
const CLOSE_MS = 10_000;

export interface ServerSettings {
  /** Site key. */
  key: string;
  /** Where hits go, a folder: `https://k.example.com/`. */
  endpoint: string;
  /** Milliseconds to collect hits before they are sent; default 1,000. */
  flushAfter?: number;
  /** Most hits in memory; default 10,000. */
  maxHits?: number;
  /** Most bytes in memory; default 10,000,000. */
  maxBytes?: number;
  /** Once aborted nothing more is sent. */
  signal?: AbortSignal;
  /** Another `fetch`, for a proxy or a test. */
  fetch?: typeof fetch;
  /** Told of mistakes and refusals, each once; default `console.warn`. */
  warn?: (message: string) => void;
}

/** What came of the hits of a client so far. */
export interface Delivered {
  /** On the collector's disk. */
  accepted: number;
  /** Refused by the collector, with a reason. */
  rejected: number;
  /** Given up: memory was full, or the collector refused one of its own accord. */
  dropped: number;
  /** Still in memory. */
  waiting: number;
}

/** The person that a hit is about; any text or number of at most 255 characters. */
export type Identity = string | number;

export interface ServerCommands {
  /** A person did something. */
  record(person: Identity, name: string, properties?: unknown): void;
  /** Properties of a person. */
  set(person: Identity, properties: unknown): void;
  /** Two identities are one person. */
  alias(name: Identity, person: Identity): void;
  /**
   * Sends what waits now. Resolves when it is settled, when the collector refuses this client, or when the signal is
   * aborted; `waiting` tells what is left. Never rejects.
   */
  flush(until?: AbortSignal): Promise<Delivered>;
  /** `flush`, for ten seconds at most, and the end: what is recorded after it is dropped. */
  close(until?: AbortSignal): Promise<Delivered>;
}

/** Makes the commands of a client without a browser: the caller says who did it. */
export const createServerClient = (settings: ServerSettings): ServerCommands => {
  const { key, endpoint, flushAfter = 1_000, maxHits = 10_000, maxBytes = 10_000_000 } = settings;
  const say = settings.warn ?? ((message: string) => console.warn(`kmq: ${message}`));
  const warn = (message: string): void => tryOr(undefined, () => say(message));
  // Without types an address may be a URL, too.
  const base = `${String(endpoint).replace(/\/*$/, '/')}?${KEY}=${encodeURIComponent(key)}`;
  const send = settings.fetch ?? ((...request) => fetch(...request));
  const ending = new AbortController();
  const { signal } = ending;
  const waiting = createWaiting({ maxHits, maxBytes });
  let last = 0;
  let lost = 0;

  const toUrl = (): string => {
    const drops = waiting.drops();
    return `${base}&${SENT_AT}=${Date.now() / 1000}${drops && `&${DROPS}=${drops}`}`;
  };
  const courier = createCourier({
    waiting,
    flushAfter,
    send: (body) => post(send, toUrl(), { body, signal }),
    signal,
    warn,
  });

  const end = () => ending.abort();
  if (settings.signal?.aborted || !key || !endpoint) end();
  else settings.signal?.addEventListener('abort', end, { once: true });
  if (!key || !endpoint) warn('no site key or no endpoint: nothing is sent');

  /** Two hits of a client never have the same time, and later ones are later (W10). */
  const next = (): number => {
    last = Math.max(Date.now(), last + 1);
    return last / 1000;
  };

  /** Takes a hit; what its caller gave may throw when it is asked for its text, and must not throw there. */
  const add = (toHit: () => Hit): void => {
    const normal = tryOr(undefined, () => toNormalHit({ ...toHit(), id: createId() }));
    if (!normal) return warn('a hit without a person or a name, or of more than 255 characters');
    if (normal.kind === 'set' && !Object.keys(normal.properties)[0]) return;
    if (signal.aborted) lost++;
    else waiting.add(encodeHit(normal));
    courier.wake();
  };

  /** An event or a set; `_p`, `_t` and `_d` among the properties say whose and when, as in a page (C11). */
  const toHit = (kind: 'event' | 'set', given: unknown, person: Identity, name?: string): Hit => {
    const [_p, _t, _d] = tryOr([], () => ['_p', '_t', '_d'].map((about) => Object(given)[about]));
    const hit: Hit = { kind, person: String(_p || (person ?? '')), properties: given as never };
    hit.time = next();
    if (+_t > 0 && +_d === 1) Object.assign(hit, { time: +_t, timeGiven: true });
    if (kind === 'event') hit.name = String(name ?? '');
    return hit;
  };

  const delivered = (): Delivered => ({
    ...courier.counts(),
    dropped: waiting.dropped() + lost,
    waiting: waiting.size(),
  });

  return {
    record: (person, name, properties) => add(() => toHit('event', properties, person, name)),
    set: (person, properties) => add(() => toHit('set', properties, person)),
    alias: (name, person) =>
      add(() => ({
        kind: 'alias',
        name: String(name ?? ''),
        person: String(person ?? ''),
        source: 'a',
        properties: {},
        time: next(),
      })),
    flush: async (until) => {
      await courier.flush(until);
      return delivered();
    },
    close: async (until = AbortSignal.timeout(CLOSE_MS)) => {
      await courier.flush(until);
      end();
      return delivered();
    },
  };
};
