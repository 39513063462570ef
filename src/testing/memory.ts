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

  const person = createPerson(
    // As in a page whose settings say `persistence: 'memory'`.
    { item: () => '', keys: () => [], cookie: () => '' },
    () => '',
    link,
    (name, other) => hits.some((hit) => hit.name === name && hit.person === other),
  );
  const commands = createCommands(
    (run) => void attempt(() => run(next())),
    () => undefined,
    person,
    (hit, _, done) => {
      keep(hit);
      later(done);
      return () => undefined;
    },
    later,
    link,
    (text = registered) => {
      registered = text;
      return registered;
    },
    () => undefined,
  );
  return {
    ...commands,
    hits,
    pageView: (properties) => void commands.record('Page View', properties),
  };
};
