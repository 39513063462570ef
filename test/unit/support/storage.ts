/** One localStorage for all pages of an origin, with the faults that browsers have. */
export interface SharedStorage {
  items: Map<string, string>;
  /** Characters that fit in; more is a `QuotaExceededError`. */
  quota: number;
  /** Access throws, as in a sandboxed frame, or there is none at all. */
  state: 'open' | 'blocked' | 'missing';
  /** What was done, in order: `write <key>` and `remove <key>`. */
  log: string[];
}

export const createStorage = (log: string[]): SharedStorage => ({
  items: new Map(),
  quota: 5_000_000,
  state: 'open',
  log,
});

/** The storage as one page sees it; `changed` is told of its writes, for the other pages. */
export const openStorage = (
  shared: SharedStorage,
  changed: (key: string, before: string | null, after: string | null) => void,
): Storage => {
  const { items, log } = shared;
  const characters = () =>
    [...items].reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const put = (key: string, value: string) => {
    const before = items.get(key);
    const grows = value.length - (before === undefined ? -key.length : before.length);
    if (characters() + grows > shared.quota)
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    items.set(key, value);
    log.push(`write ${key}`);
    changed(key, before ?? null, value);
  };
  const remove = (key: string) => {
    const before = items.get(key);
    if (before === undefined) return;
    items.delete(key);
    log.push(`remove ${key}`);
    changed(key, before, null);
  };
  const methods: Record<string, unknown> = {
    getItem: (key: string) => items.get(`${key}`) ?? null,
    setItem: (key: string, value: string) => put(`${key}`, `${value}`),
    removeItem: (key: string) => remove(`${key}`),
    clear: () => [...items.keys()].forEach(remove),
    key: (index: number) => [...items.keys()][index] ?? null,
  };
  return new Proxy({} as Storage, {
    get: (_, name) =>
      name === Symbol.toStringTag
        ? 'Storage'
        : name === 'length'
          ? items.size
          : (methods[String(name)] ?? items.get(String(name))),
    set: (_, name, value) => {
      put(String(name), `${value}`);
      return true;
    },
    has: (_, name) => String(name) in methods || items.has(String(name)),
    deleteProperty: (_, name) => {
      remove(String(name));
      return true;
    },
    ownKeys: () => [...items.keys()],
    getOwnPropertyDescriptor: (_, name) =>
      items.has(String(name))
        ? { value: items.get(String(name)), writable: true, enumerable: true, configurable: true }
        : undefined,
  });
};
