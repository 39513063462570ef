type Run = (lock: object | null) => unknown;

/** Web Locks, as far as `ifAvailable` goes, for all pages of an origin. */
export interface SharedLocks {
  held: Set<string>;
  /** What was done, in order: `lock <name>` and `unlock <name>`. */
  log: string[];
}

export const createLocks = (log: string[]): SharedLocks => ({ held: new Set(), log });

export const openLocks = ({ held, log }: SharedLocks): object => ({
  async request(name: string, ...rest: [Run] | [{ ifAvailable?: boolean }, Run]) {
    const run = rest.at(-1) as Run;
    await Promise.resolve();
    if (held.has(name)) return run(null);
    held.add(name);
    log.push(`lock ${name}`);
    try {
      return await run({ name, mode: 'exclusive' });
    } finally {
      held.delete(name);
      log.push(`unlock ${name}`);
    }
  },
});
