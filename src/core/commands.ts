import { readReferrer } from '../browser/page.js';
import type { Hit, Properties } from '../wire/hit.js';
import { toProperties } from '../wire/normal.js';
import type { Gate } from './gate.js';
import { later, toOnce } from './once.js';
import type { Outbox } from './outbox.js';
import type { Person } from './person.js';
import type { Amend, Recorder } from './recorder.js';
import type { Store } from './store.js';

/** The commands every client has. */
export interface CoreCommands {
  /** An event of this person; `(properties)` and `(null, properties)` are `set`. */
  record(name: unknown, properties?: unknown, callback?: unknown): Amend | undefined;
  /** Properties of this person. */
  set(properties: unknown, callback?: unknown): Amend | undefined;
  /** Names this person; what was anonymous before is theirs. */
  identify(id: unknown): void;
  /** Ties two identities to one person; `b` defaults to the current one. */
  alias(a: unknown, b?: unknown): void;
  /** Makes a named person anonymous again, as on logging out. */
  clearIdentity(): void;
  /** Properties that are added to every later event of this browser. */
  register(properties: unknown): void;
  unregister(names: unknown): void;
  /** Changes settings; what it names wins from now on. */
  configure(settings: unknown): void;
  /** The person allows tracking, or forbids it. */
  optIn(): void;
  optOut(): void;
  /** Sends what waits. */
  flush(callback?: unknown): void;
  /** The current identity; an anonymous one is made when there is none. */
  i(): string;
  /** Unix time in seconds, rounded. */
  ts(): number;
  /** Address of the page. */
  u(): string;
  /** Referrer of the page. */
  rf(): string;
}

export interface CommandNeeds {
  gate: Gate;
  person: Person;
  recorder: Recorder;
  outbox: Outbox;
  store: Store;
  /** Storage key of the registered properties. */
  memo(): string;
  configure(settings: unknown): void;
}

/** What the caller of a command says about the hit itself: its person, and its time with `_d: 1`. */
const toReserved = (given: unknown): Partial<Hit> => {
  const { _p, _t, _d } = (given ?? {}) as Record<string, unknown>;
  return {
    ...(_p ? { person: String(_p) } : {}),
    ...(_t && +_d! === 1 ? { time: +_t, timeGiven: true } : {}),
  };
};

export const createCommands = (needs: CommandNeeds): CoreCommands => {
  const { gate, person, recorder, outbox, store, memo, configure } = needs;

  let cache: Properties | undefined;
  const registered = (): Properties => {
    cache ??= toProperties(JSON.parse(store.read(memo()) || '{}'));
    return cache;
  };

  const register = (change: (properties: Properties) => void): void =>
    gate.pass(() => {
      change(registered());
      store.write(memo(), JSON.stringify(cache));
    });

  /** What the page gave is read now, also when the hit is made later. */
  const track = (name: string | undefined, given: unknown, callback: unknown): Amend => {
    const done = toOnce(callback);
    const reserved = toReserved(given);
    const properties = toProperties(given);
    let amend: Amend | undefined;
    const send = () => {
      const about: Pick<Hit, 'kind' | 'name' | 'properties'> =
        name === undefined
          ? { kind: 'set', properties }
          : {
              kind: 'event',
              name,
              properties: { ...registered(), ...properties },
            };
      amend = recorder.send({ person: person.id(), ...about, ...reserved }, done);
    };
    if (name !== undefined || Object.keys(properties).length) gate.pass(send, done);
    else later(done);
    return (more) => amend?.(more);
  };

  const commands: CoreCommands = {
    record: (name, properties, callback) =>
      typeof properties === 'function'
        ? commands.record(name, undefined, properties)
        : name === undefined || typeof name === 'object'
          ? commands.set(name ?? properties, callback)
          : track(String(name), properties, callback),
    set: (properties, callback) =>
      track(undefined, typeof properties === 'object' ? properties : {}, callback),
    identify: (id) => gate.pass(() => person.identify(id)),
    alias: (a, b) =>
      gate.pass(() => {
        const name = String(a ?? '');
        const other = String(b ?? person.id());
        if (name && other && name !== other)
          recorder.send({ kind: 'alias', name, person: other, source: 'a' });
      }),
    clearIdentity: () => gate.pass(person.clear),
    register: (properties) => register((all) => Object.assign(all, toProperties(properties))),
    unregister: (names) =>
      register((all) => {
        for (const name of [names].flat()) delete all[String(name)];
      }),
    configure,
    optIn: () => gate.choose('1'),
    optOut: () => gate.choose('0'),
    flush(callback) {
      const done = toOnce(callback);
      const last = outbox.entries.at(-1);
      const before = last?.done;
      if (last)
        last.done = () => {
          before?.();
          done?.();
        };
      else later(done);
      recorder.flush();
    },
    i: person.id,
    ts: () => Math.round(Date.now() / 1000),
    u: () => location.href,
    rf: readReferrer,
  };
  return commands;
};
