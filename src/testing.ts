import type { Plan, Planned, Unplanned } from './core/plan.js';
import { createMemoryClient, type MemoryClient } from './testing/memory.js';

export { type Hits, type KmqMatchers, kmqMatchers } from './testing/matchers.js';
export { type Routable, type Watched, watchHits } from './testing/watch.js';
export type { Hit } from './wire/hit.js';

/** A client that keeps its hits in memory, with the commands of the core and `pageView`. */
export type TestKmq<P extends Plan | Unplanned = Unplanned> = Planned<P, MemoryClient>;

/** Makes a client for an app's own tests: `kmq.hits` is what it would have sent. */
export const createTestKmq = <P extends Plan | Unplanned = Unplanned>(): TestKmq<P> =>
  createMemoryClient() as TestKmq<P>;
