import { isHidden, listen, whenShown } from '../browser/lifecycle.js';
import { attempt, tell, warn } from '../browser/report.js';
import { beacon, post } from '../browser/send.js';
import { encodeBatch } from '../wire/batch.js';
import { encodeHit } from '../wire/encode.js';
import { DROPS, KEY, SENT_AT } from '../wire/fields.js';
import type { Hit, LinkSource } from '../wire/hit.js';
import { createCommands } from './commands.js';
import { createCourier } from './courier.js';
import { createGate, type Gate } from './gate.js';
import { createHits, type Hits } from './hits.js';
import type { Commands, Feature, Kit, Parts, Transport } from './kit.js';
import { createOutbox } from './outbox.js';
import { createPerson } from './person.js';
import { applySettings, CORE_CHOICES, createSettings } from './settings.js';
import { createStore } from './store.js';

/** The hits of an earlier moment are fewer than these milliseconds, and begin as long before the others. */
const EARLIER_MS = 20;

/**
 * Makes the commands of a client out of settings (a later object wins) and features, and puts them on `kmq` under
 * the names that pages call them by. `early` runs what was called before; it may `discard` the hits of that. On a server
 * the commands do nothing.
 */
export const createClient = (
  kmq: Commands,
  given: readonly unknown[],
  features: readonly Feature[],
  early?: (discard: () => void) => void,
): void => {
  const settings = createSettings();
  const choices = Object.assign(Object.create(null), CORE_CHOICES);
  let gate: Gate;
  let hits: Hits;
  let parts: Parts[] = [];
  /** When this client began, Unix milliseconds; 0 while it runs what was called early. */
  let began = 0;
  let last = 0;
  /** The next moment of earlier hits. */
  let past = 0;
  let isPast = false;
  /** The link that this page sent last. */
  let linked = '';

  /** Unix seconds for the next hit: two hits of a page never have the same, and later ones are later. */
  const next = (): number => {
    if (isPast) return past++ / 1000;
    last = Math.max(Date.now(), last + 1);
    return last / 1000;
  };

  const store = createStore(settings, () => gate.isOpen());
  const outbox = createOutbox(store, settings);
  const memo = (name: string) => `kmq-${settings.key}-${name}`;
  const endpoint = () => settings.endpoint.replace(/\/*$/, '/');
  const toPair = (name: string, person: string) =>
    encodeHit({ kind: 'alias', name, person, properties: {} });

  const link = (name: string, person: string, source: LinkSource, time = next()): void => {
    linked = toPair(name, person);
    hits.send({ kind: 'alias', name, person, time, source, properties: {} }, time);
  };

  const person = createPerson({
    store,
    note: () => memo('made-'),
    link,
    isLinked: (name, other) => [linked, store.item(memo('link'))].includes(toPair(name, other)),
  });

  const toUrl = () => {
    const drops = outbox.drops();
    return `${endpoint()}?${KEY}=${settings.key}&${SENT_AT}=${Date.now() / 1000}${drops && `&${DROPS}=${drops}`}`;
  };
  const batches: Transport = {
    send: (lines, survives, controller) => post(toUrl(), encodeBatch(lines), survives, controller),
    leave: (lines) => beacon(toUrl(), encodeBatch(lines)),
  };

  const courier = createCourier({
    outbox,
    settings,
    transport: () => parts.map((part) => part.transport?.()).find(Boolean) || batches,
    maySend: () => gate.refresh(),
    settled(batch) {
      for (const { line } of batch)
        if (/_y=[ifu]/.test(line)) store.item(memo('link'), line.split('&_t')[0]);
    },
  });

  const opened = (): void => {
    person.read();
    person.save();
  };

  const recorded = (hit: Hit): void => {
    for (const part of parts) attempt(() => part.recorded?.(hit));
  };

  hits = createHits(settings, recorded, outbox, courier.wake);
  gate = createGate(settings, store, next, opened, () => {
    hits.discard();
    courier.cancel();
    outbox.clear();
    person.become('');
    for (const name of ['km_lv', 'km_vs', 'km_abi', 'kvcd']) store.cookie(name, '');
    for (const key of store.keys('kmq')) store.item(key, '');
  });

  const configured = (): void => {
    for (const part of parts) part.configured?.();
  };

  const commands = createCommands({
    gate,
    person,
    hits,
    outbox,
    link,
    memo: (value) => store.item(memo('register'), value),
    configure(more) {
      applySettings(settings, more, choices);
      if (!began) return;
      gate.refresh();
      configured();
    },
  });

  const kit: Kit = {
    ...commands,
    settings,
    store,
    kmq,
    endpoint,
    identify: (id, source) => gate.pass((time) => person.identify(id, time, source)),
    gate: gate.pass,
    named: person.named,
    save: person.save,
    asOf(time, run) {
      past ||= Math.min(time, began - EARLIER_MS);
      isPast = true;
      attempt(run);
      isPast = false;
    },
    arrived: (line) => outbox.remove(outbox.entries().filter((entry) => entry.line === line)),
  };
  parts = features.map((feature) => feature(kit));
  for (const part of [{ commands } as Parts, ...parts]) {
    Object.assign(settings, part.settings);
    Object.assign(choices, part.choices);
    for (const [name, command] of Object.entries((part.commands ?? {}) as Commands))
      kmq[name] = (...args) =>
        whenShown(() => {
          tell('call', name, args);
          return attempt(() => command(...args));
        });
  }
  for (const each of given) applySettings(settings, each, choices);

  /** Takes over what another tab has changed, or what changed while the page was away. */
  const reread = (): void => {
    gate.refresh();
    person.read();
  };

  const agree = (): void => gate.pass(() => person.agree());

  const begin = (): void => {
    if (!settings.key || !settings.endpoint) warn('no site key or no endpoint');
    gate.refresh();
    for (const part of parts) part.early?.();
    early?.(hits.discard);
    began = Date.now();
    listen('visibilitychange', () => {
      if (!isHidden()) reread();
      courier.wake(true);
    });
    listen('pagehide', () => {
      agree();
      hits.commit();
      courier.leave();
    });
    listen('pageshow', ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      reread();
      outbox.restart();
      courier.start();
    });
    listen('online', courier.retry);
    listen('storage', ({ key }: StorageEvent) => {
      if (key?.startsWith('km')) reread();
    });
    for (const part of parts) part.begin?.();
    agree();
    configured();
    courier.start();
    hits.commit(true);
  };
  whenShown(() => attempt(begin));
};
