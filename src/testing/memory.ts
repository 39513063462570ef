import { createId } from '../browser/random.js';
import { attempt } from '../browser/report.js';
import { type CoreCommands, createCommands } from '../core/commands.js';
import { later } from '../core/once.js';
import { createPerson } from '../core/person.js';
import type { Hit, LinkSource } from '../wire/hit.js';
import { toNormalHit } from '../wire/normal.js';

/** A client that sends nothing. */
export interface MemoryClient extends CoreCommands {
  /** Every hit, oldest first, as the collector would have it: values are text. */
  hits: Hit[];
  /** Records `Page View`, as the feature `pageViews` does, with the given properties alone. */
  pageView(properties?: unknown): void;
}

/** Makes a client with the commands, and the identities, of a page; its hits stay in memory. */
export const createMemoryClient = (): MemoryClient => {
  const hits: Hit[] = [];
  let last = 0;
  let registered = '';

  const next = (): number => {
    last = Math.max(Date.now(), last + 1);
    return last / 1000;
  };
  const keep = (given: Omit<Hit, 'id'>): void => {
    const hit = toNormalHit({ ...given, id: createId() });
    if (hit) hits.push({ ...hit, properties: { ...hit.properties } });
  };
  const link = (name: string, other: string, source: LinkSource, time = next()): void =>
    keep({ kind: 'alias', name, person: other, time, source, properties: {} });

  const person = createPerson({
    // As in a page whose settings say `persistence: 'memory'`.
    store: { item: () => '', keys: () => [], cookie: () => '' },
    note: () => '',
    link,
    isLinked: (name, other) => hits.some((hit) => hit.name === name && hit.person === other),
  });
  const commands = createCommands({
    gate: {
      pass: (run) => void attempt(() => run(next())),
      isOpen: () => true,
      refresh: () => true,
      choose: () => undefined,
    },
    person,
    hits: {
      send(hit, _, done) {
        keep(hit);
        later(done);
        return () => undefined;
      },
      commit: () => undefined,
      discard: () => undefined,
    },
    outbox: { whenEmpty: later },
    memo: (text = registered) => {
      registered = text;
      return registered;
    },
    configure: () => undefined,
    link,
  });
  return {
    ...commands,
    hits,
    pageView: (properties) => void commands.record('Page View', properties),
  };
};
