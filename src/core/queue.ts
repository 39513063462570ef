import { readGlobal, writeGlobal } from '../browser/global.js';
import { define, readMember } from '../browser/member.js';
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
const readScriptFolder = (): string =>
  tryOr('', () => {
    const { src } = readMember(document, 'currentScript') as HTMLScriptElement;
    const own = tryOr('', () => {
      try {
        // A `<base>` that came after the request changes `src`, but not what a trace says of this script.
        return (0 as never as () => string)();
      } catch (error) {
        // A page may make something else of traces, or none.
        return /\bhttps?:[^\s?#]*\//.exec((error as Error).stack!)?.[0];
      }
    });
    return src && (own || /^[^?#]*\//.exec(src)?.[0]);
  });

/**
 * Takes over the page's `_kmq`, defines `KM`, and starts a client that is steered by both and by the page's
 * `KM_…` globals. A second copy of the library hands its queue to the first.
 */
export const startQueue = (features: readonly Feature[]): void => {
  if (!readGlobal('document')) return;
  const before = readGlobal('_kmq');
  const items: unknown[] = Array.isArray(before) ? [...before] : [];
  const known = Object(readGlobal('KM')).queue;
  // `KM_SITE` is written in front of the library by the collector.
  const site = {
    key: readGlobal('_kmk'),
    endpoint: readScriptFolder(),
    cookieDomain: readGlobal('KM_COOKIE_DOMAIN'),
    ...Object(readGlobal('KM_SITE')),
  };
  const isSecond = Array.isArray(known) && Object.keys(known).includes('key');
  const queue: Queue = isSecond ? known : [];
  writeGlobal('_kmq', queue);
  if (isSecond) {
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
  const push = (...more: unknown[]) => {
    more.forEach(run);
    return 0;
  };
  define(queue, 'key', site.key);
  define(queue, 'push', push);
  Object.defineProperties(kmq, {
    queue: { __proto__: null, value: queue } as object,
    _i: { __proto__: null, get: () => kmq.i!() } as object,
  });
  writeGlobal('KM', kmq);
  // A frozen one keeps its own.
  if (before) tryOr<unknown>(0, () => define(Object(before), 'push', push));
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
