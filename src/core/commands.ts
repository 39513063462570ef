import { readGlobal } from '../browser/global.js';
import { readHolder, readReferrer } from '../browser/holder.js';
import { readQuery } from '../browser/page.js';
import { tryOr } from '../browser/report.js';
import { encodeProperties } from '../wire/encode.js';
import type { Hit, LinkSource, Properties } from '../wire/hit.js';
import { toProperties } from '../wire/normal.js';
import type { Consent } from './consent.js';
import type { Amend, Hits } from './hits.js';
import { later, toOnce } from './once.js';
import type { Person } from './person.js';

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
  /** Takes such properties back, by name. */
  unregister(names: string | string[]): void;
  /** Changes settings; what it names wins from now on. */
  configure(settings: unknown): void;
  /** The person allows tracking. */
  optIn(): void;
  /** The person forbids tracking: what waits and our cookies are deleted. */
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

/**
 * What a page can call, made of what a call needs: a gate that lets it through, the choice of the person, who they are,
 * a way to send hits, to flush and to link, what this browser remembers, and the settings.
 */
export const createCommands = (
  pass: Consent[0],
  choose: Consent[3],
  person: Person,
  send: Hits[0],
  flush: (done?: () => void) => void,
  link: (name: string, other: string, source: LinkSource, time: number) => void,
  memo: (value?: string) => string,
  configure: (settings: unknown) => void,
): CoreCommands => {
  let registered: Properties | undefined;

  const readRegistered = (): Properties => {
    const text = memo();
    // Until 0.1 it was JSON, which a page's `toJSON` of texts changes.
    registered ??= toProperties(
      text[0] === '{'
        ? tryOr(undefined, () => JSON.parse(text))
        : Object.fromEntries(readQuery(text.replace(/^(?=.*=)/, '?'))),
    );
    return registered;
  };

  const register = (change: (all: Properties) => void): void =>
    pass(() => {
      change(readRegistered());
      memo(encodeProperties(readRegistered()));
    });

  /** What the page gave, and when, is read now, also when the hit is made later. */
  const track = (kind: 'event' | 'set', name: string, given: unknown, callback: unknown): Amend => {
    const done = toOnce(callback);
    const about: Record<string, unknown> = Object.create(null);
    const properties = toProperties(given, about);
    let amend: Amend | undefined;
    const run = (now: number) => {
      const { _p, _t, _d } = about;
      const timeGiven = +_t! > 0 && +_d! === 1;
      const hit: Hit = {
        kind,
        ...(name && { name }),
        person: String(_p || person.id()),
        time: timeGiven ? +_t! : now,
        ...(timeGiven && { timeGiven }),
        properties: { ...(name && readRegistered()), ...properties },
      };
      amend = send(hit, now, done);
    };
    if (kind === 'event' || Object.keys(properties)[0]) pass(run, done);
    else later(done);
    return (more) => amend?.(more);
  };

  const commands: CoreCommands = {
    record(name, properties, callback) {
      const done = typeof properties === 'function' ? properties : callback;
      return name === undefined || typeof name === 'object'
        ? commands.set(name ?? properties, done)
        : track('event', String(name), properties, done);
    },
    set: (given, callback) => track('set', '', given, callback),
    identify: (id) => pass((time) => person.identify(id, time)),
    alias: (a, b) =>
      pass((time) => {
        person.read();
        const name = String(a ?? '');
        const other = String(b ?? person.id());
        if (name !== other) link(name, other, 'a', time);
      }),
    clearIdentity: () => pass(person.clear),
    register: (properties) => register((all) => Object.assign(all, toProperties(properties))),
    unregister: (names) =>
      register((all) => {
        for (const name of ([] as string[]).concat(names)) delete all[name];
      }),
    configure,
    optIn: () => choose('1'),
    optOut: () => choose('0'),
    flush: (callback) => flush(toOnce(callback)),
    i: person.id,
    ts: () => Math.round(Date.now() / 1000),
    u: () => readHolder().location.href,
    rf: () => String(readGlobal('KM_REFERRER') ?? readReferrer()),
  };
  return commands;
};
