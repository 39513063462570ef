import { readGlobal } from '../browser/global.js';
import { attempt, tryOr, warn } from '../browser/report.js';
import { createClient } from './client.js';
import type { Commands, Feature } from './kit.js';

interface Queue extends Array<unknown> {
  /** Site key of the library that owns the queue. */
  key?: unknown;
  /** How many calls the snippet has sent when the page was left before the library came. */
  sent?: number;
}

/** Where this script was loaded from, its file name left out; '' where that cannot be known. Read as it runs. */
const readScriptFolder = (): string | undefined =>
  tryOr(undefined, () => new URL('.', (document.currentScript as HTMLScriptElement).src).href);

/** Assigns where the page lets us; a frozen object keeps what it has. */
const assign = (target: object, name: string, value: unknown): boolean =>
  Reflect.set(target, name, value);

/**
 * Takes over the page's `_kmq`, defines `KM`, and starts a client that is steered by both and by the page's
 * `KM_…` globals. A second copy of the library hands its queue to the first.
 */
export const startQueue = (features: readonly Feature[]): void => {
  if (!readGlobal('document')) return;
  const before = readGlobal('_kmq');
  const items: unknown[] = Array.isArray(before) ? [...before] : [];
  // `KM_SITE` is written in front of the library by the collector.
  const site = {
    key: readGlobal('_kmk'),
    endpoint: readScriptFolder(),
    cookieDomain: readGlobal('KM_COOKIE_DOMAIN'),
    ...Object(readGlobal('KM_SITE')),
  };
  const queue: Queue = Object(readGlobal('KM')).queue ?? [];
  assign(window, '_kmq', queue);
  if (queue.key) {
    if (queue !== before) queue.push(...items);
    if (queue.key !== site.key) warn('two site keys:', queue.key, site.key);
    return;
  }
  const kmq: Commands = {};
  /** Only own members count, so that no item reaches `Object.prototype`. */
  const run = (item: unknown) =>
    attempt(() => {
      if (typeof item === 'function') item();
      if (!Array.isArray(item)) return;
      const [name, ...args] = item;
      if (Object.keys(kmq).includes(name)) kmq[name]!(...args);
    });
  queue.key = site.key;
  queue.push = (...more) => {
    more.forEach(run);
    return 0;
  };
  Object.defineProperties(kmq, { queue: { value: queue }, _i: { get: () => kmq.i!() } });
  assign(window, 'KM', kmq);
  if (before) assign(Object(before), 'push', queue.push);
  const settings = [site];
  items.forEach((item, index) => {
    const [name, more] = Array.isArray(item) ? item : [];
    if (name !== 'configure') return;
    settings.push(more);
    items[index] = 0;
  });
  createClient(kmq, settings, features, (discard) => {
    // What the collector has run already is run for its state only.
    const sent = +Object(before).sent || 0;
    items.slice(0, sent).forEach(run);
    discard();
    items.slice(sent).forEach(run);
  });
};
