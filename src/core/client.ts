import { isHidden, listen, whenShown } from '../browser/lifecycle.js';
import { readGlobal, readStart } from '../browser/page.js';
import { attempt, warn } from '../browser/report.js';
import { encodeHit } from '../wire/encode.js';
import { DROPS, KEY, SENT_AT } from '../wire/fields.js';
import { createClock } from './clock.js';
import { createCommands } from './commands.js';
import { createCourier } from './courier.js';
import { createGate, type Gate } from './gate.js';
import { createHits, type Hits } from './hits.js';
import type { Commands, Feature, Kit, Parts } from './kit.js';
import { createOutbox } from './outbox.js';
import { createPerson } from './person.js';
import {
  addRules,
  applySettings,
  CORE_SETTINGS,
  type SettingRules,
  type Settings,
} from './settings.js';
import { createStore } from './store.js';
import { createBatchTransport } from './transport.js';
import { withoutParameters } from './url.js';

/** The automatic hits of a load are fewer than these milliseconds. */
const AUTOMATIC_MS = 20;

/**
 * Makes the commands of a client out of settings (a later object wins) and features, and puts them on `kmq` under
 * the names that pages call them by. `early` runs what was called before. On a server the commands do nothing.
 */
export const createClient = (
  kmq: Commands,
  given: readonly unknown[],
  features: readonly Feature[],
  early?: () => void,
): void => {
  const settings = {} as Settings;
  const rules: SettingRules = Object.create(null);
  addRules(settings, rules, CORE_SETTINGS);
  let gate: Gate;
  let hits: Hits;
  let parts: Parts[] = [];
  let booted = false;
  /** The link that this page sent last. */
  let linked = '';

  const clock = createClock();
  const store = createStore(settings, () => gate.isOpen());
  const outbox = createOutbox(store, settings);
  const memo = (name: string) => `kmq-${settings.key}-${name}`;
  const endpoint = () => settings.endpoint.replace(/\/*$/, '/');
  const toPair = (name: string, person: string) =>
    encodeHit({ kind: 'alias', name, person, properties: {} });

  const person = createPerson({
    store,
    note: () => memo('made-'),
    link(name, other, source, time = clock.next()) {
      linked = toPair(name, other);
      hits.send({ kind: 'alias', name, person: other, time, source, properties: {} }, time);
    },
    isLinked: (name, other) => [linked, store.item(memo('link'))].includes(toPair(name, other)),
  });

  const batches = createBatchTransport(() => {
    const drops = outbox.drops();
    return `${endpoint()}?${KEY}=${settings.key}&${SENT_AT}=${Date.now() / 1000}${drops && `&${DROPS}=${drops}`}`;
  });

  const courier = createCourier({
    outbox,
    settings,
    transport: () => parts.map((part) => part.transport?.()).find(Boolean) || batches,
    maySend() {
      gate.refresh();
      return gate.isOpen();
    },
    settled(lines) {
      for (const line of lines)
        if (line[0] === 'a') store.item(memo('link'), line.split('&_t')[0]!);
    },
  });

  hits = createHits(settings, outbox, courier.wake);
  gate = createGate(settings, store, clock, {
    opened: person.save,
    shut() {
      courier.cancel();
      outbox.clear();
      person.forget();
      for (const name of ['km_lv', 'km_vs', 'km_abi', 'kvcd']) store.cookie(name, '');
      for (const key of store.keys('kmq')) store.item(key, '');
    },
  });

  const configure = (more: unknown): void => {
    applySettings(settings, Object(more), rules);
    if (!booted) return;
    gate.refresh();
    for (const part of parts) part.configured?.();
  };

  const commands = createCommands({
    gate,
    person,
    hits,
    outbox,
    memo: (value) => (value ? store.item(memo('register'), value) : store.item(memo('register'))),
    configure,
  });

  const toRecorded = (url: unknown) => settings.redactUrl(withoutParameters(String(url), /^km/));
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
    now: clock.now,
    url: () => toRecorded(kmq.u!()),
    referrer: () => toRecorded(kmq.rf!()),
    arrived: (line) => outbox.remove(outbox.entries().filter((entry) => entry.line === line)),
  };
  parts = features.map((feature) => feature(kit));
  for (const part of [{ commands } as Parts, ...parts]) {
    addRules(settings, rules, { ...part.settings, ...(part.onLoad && { [part.onLoad[0]]: true }) });
    for (const [name, command] of Object.entries(part.commands ?? {}))
      kmq[name] = (...args) => attempt(() => command(...args));
  }
  for (const each of given) applySettings(settings, Object(each), rules);

  /** Takes over what another tab has changed, or what changed while the page was away. */
  const reread = (): void => {
    gate.refresh();
    person.read();
  };

  const watch = (): void => {
    listen('visibilitychange', () => {
      if (!isHidden()) reread();
      courier.wake(true);
    });
    listen('pagehide', () => {
      gate.pass(() => person.agree());
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
  };

  const boot = (): void => {
    booted = true;
    const start = readStart();
    clock.leaveRoom(start + AUTOMATIC_MS);
    person.read();
    gate.refresh();
    clock.asOf(start, () => {
      for (const { onLoad } of parts)
        if (onLoad && settings[onLoad[0]] && !readGlobal(`KM_SKIP_${onLoad[1]}`))
          attempt(onLoad[2]);
    });
    gate.pass(() => person.agree());
    watch();
    for (const part of parts) part.configured?.();
    hits.flush();
    courier.start();
  };

  // On a server there is no page, and every command does nothing.
  if (typeof document === 'undefined') return;
  if (settings.key && settings.endpoint) {
    gate.start();
    early?.();
    whenShown(boot);
  } else warn('nothing is tracked: no', settings.key ? 'endpoint' : 'site key');
};
