import { readGlobal } from '../browser/page.js';
import { attempt, warn } from '../browser/report.js';
import type { Commands } from './kit.js';

/** What a page pushes: a function, or a command's name with its arguments. */
type Item = unknown;

interface Queue extends Array<Item> {
  /** Site key of the library that owns the queue. */
  key?: string;
}

const toItems = (queue: unknown): Item[] => (Array.isArray(queue) ? [...queue] : []);

/** Runs one item of the queue. Only own members count, so that no item reaches `Object.prototype`. */
const createRunner =
  (kmq: Commands) =>
  (item: Item): void => {
    attempt(() => {
      if (typeof item === 'function') item();
      if (!Array.isArray(item)) return;
      const [name, ...values] = item;
      if (Object.keys(kmq).includes(name) && typeof kmq[name] === 'function') kmq[name]!(...values);
    });
  };

/** Arguments of the `configure` calls in a queue: they come before everything else in it. */
const readConfigured = (items: Item[]): unknown[] =>
  items.flatMap((item) => (Array.isArray(item) && item[0] === 'configure' ? [item[1]] : []));

/** Assigns where the page lets us; a frozen object keeps what it has. */
const assign = (target: object, name: string, value: unknown): void => {
  attempt(() => Reflect.set(target, name, value));
};

/**
 * Takes over the page's `_kmq` and defines `KM`. `create` makes the client from the settings in the queue.
 * A second copy of the library hands its queue to the first.
 */
export const takeOver = (
  key: unknown,
  create: (kmq: Commands, configured: unknown[], early: () => void) => void,
): void => {
  const before = readGlobal('_kmq');
  const items = toItems(before);
  const owner = (readGlobal('KM') as { queue?: Queue } | undefined)?.queue;
  if (owner) {
    if (owner !== before) owner.push(...items);
    if (owner.key !== key) warn('two site keys on one page:', owner.key, key);
    assign(globalThis, '_kmq', owner);
    return;
  }
  const kmq: Commands = {};
  const run = createRunner(kmq);
  const queue: Queue = [];
  queue.key = String(key);
  queue.push = (...more) => {
    more.forEach(run);
    return queue.length;
  };
  Reflect.defineProperty(kmq, 'queue', { value: queue });
  assign(globalThis, '_kmq', queue);
  assign(globalThis, 'KM', kmq);
  if (Array.isArray(before)) assign(before, 'push', queue.push);
  create(kmq, readConfigured(items), () => items.forEach(run));
};
