import { type Hit, type Properties, toProperties } from 'kmq/wire';
import type { EarlyPerson } from './early-person.js';

export interface EarlyCommandNeeds {
  person: EarlyPerson;
  /** Address of the page, '' where it may not be told. */
  address: string;
  send(hit: Hit): void;
}

export type EarlyCommands = Record<string, (...args: never[]) => void>;

/** What the caller says about the hit itself: its person, and its time with `_d: 1`. */
const readReserved = (given: unknown): Partial<Hit> => {
  const { _p, _t, _d } = Object(given);
  return {
    ...(_p && { person: String(_p) }),
    ...(+_t > 0 && +_d === 1 && { time: +_t, timeGiven: true }),
  };
};

/** An address as the client records it: what it said to the client by `km…` parameters is left out. */
const shortenAddress = (address: string): string => {
  const [, base = '', query = '', hash = ''] = /^([^?#]*)\??([^#]*)(.*)$/s.exec(address)!;
  const kept = query.split('&').filter((pair) => pair && !pair.startsWith('km'));
  return base + (kept.length ? `?${kept.join('&')}` : '') + hash;
};

/** The client's commands that make hits, by the names that pages call them by. */
export const createEarlyCommands = ({
  person,
  address,
  send,
}: EarlyCommandNeeds): EarlyCommands => {
  const registered: Properties = Object.create(null);

  const set = (given: unknown): void => {
    const properties = toProperties(given);
    if (Object.keys(properties).length)
      send({ kind: 'set', person: person.id(), properties, ...readReserved(given) });
  };

  const record = (name: unknown, given?: unknown): void => {
    if (name === undefined || typeof name === 'object') return set(name ?? given);
    const properties = { ...registered, ...toProperties(given) };
    const about = { name: String(name), person: person.id(), ...readReserved(given) };
    send({ kind: 'event', ...about, properties });
  };

  const recordMore = (name: string, more: object, given: unknown): void =>
    record(name, { ...more, ...Object(given) });
  const planned = (name: string) => (plan: unknown, given: unknown) =>
    recordMore(name, { 'Plan Name': plan }, given);
  const canceled = (given: unknown): void => record('Canceled', given);

  return {
    record,
    set: (given: unknown) => set(typeof given === 'object' ? given : {}),
    identify: person.identify,
    clearIdentity: person.clear,
    alias(a: unknown, b: unknown) {
      const name = String(a ?? '');
      const other = String(b ?? person.id());
      if (name && name !== other)
        send({ kind: 'alias', name, person: other, source: 'a', properties: {} });
    },
    register(given: unknown) {
      Object.assign(registered, toProperties(given));
    },
    unregister(names: unknown) {
      for (const name of [names].flat()) if (typeof name === 'string') delete registered[name];
    },
    pageView: (given: unknown) =>
      recordMore('Page View', address ? { 'Viewed URL': shortenAddress(address) } : {}, given),
    signedUp: planned('Signed Up'),
    upgraded: planned('Upgraded'),
    downgraded: planned('Downgraded'),
    billed: (amount: unknown, description: unknown, given: unknown) =>
      recordMore('Billed', { 'Billing Amount': amount, 'Billing Description': description }, given),
    canceled,
    cancelled: canceled,
  };
};
