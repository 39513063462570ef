import { readGlobal } from '../browser/page.js';
import { attempt, warn } from '../browser/report.js';
import { readScriptFolder } from '../browser/script.js';
import { createClient } from './client.js';
import type { Commands, Feature } from './kit.js';

interface Queue extends Array<unknown> {
  /** Site key of the library that owns the queue. */
  key?: unknown;
}

/** Assigns where the page lets us; a frozen object keeps what it has. */
const assign = (target: object, name: string, value: unknown): void => {
  Reflect.set(target, name, value);
};

/**
 * Takes over the page's `_kmq`, defines `KM`, and starts a client that is steered by both and by the page's
 * `KM_…` globals. A second copy of the library hands its queue to the first.
 */
export const startQueue = (features: readonly Feature[]): void => {
  const before = readGlobal('_kmq');
  const items: unknown[] = Array.isArray(before) ? [...before] : [];
  // `KM_SITE` is written in front of the library by the collector.
  const site = {
    key: readGlobal('_kmk'),
    endpoint: readScriptFolder(),
    cookieDomain: readGlobal('KM_COOKIE_DOMAIN'),
    ...Object(readGlobal('KM_SITE')),
  };
  const first = Object(readGlobal('KM')).queue as Queue | undefined;
  if (first) {
    if (first !== before) first.push(...items);
    if (first.key !== site.key) warn('two site keys:', first.key, site.key);
    return assign(window, '_kmq', first);
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
  const queue: Queue = [];
  queue.key = site.key;
  queue.push = (...more) => {
    for (const item of more) run(item);
    return 0;
  };
  Object.defineProperty(kmq, 'queue', { value: queue });
  Object.defineProperty(kmq, '_i', { get: () => kmq.i!() });
  assign(window, '_kmq', queue);
  assign(window, 'KM', kmq);
  if (before) assign(Object(before), 'push', queue.push);
  const configured = items.filter((item) => Array.isArray(item) && item[0] === 'configure');
  createClient(kmq, [site, ...configured.map((item) => (item as unknown[])[1])], features, () =>
    items.forEach(run),
  );
};
