import { isHidden, listen, whenShown } from '../browser/lifecycle.js';
import { readStart } from '../browser/page.js';
import { attempt, warn } from '../browser/report.js';
import { encodeHit } from '../wire/encode.js';
import { createClock } from './clock.js';
import { createCommands } from './commands.js';
import { createCourier } from './courier.js';
import { createGate, type Gate } from './gate.js';
import type { Commands, Feature, Kit } from './kit.js';
import { createOutbox } from './outbox.js';
import { createPerson } from './person.js';
import { createRecorder, type Recorder } from './recorder.js';
import { applySettings, CORE_SETTINGS, toDefaults } from './settings.js';
import { createStore } from './store.js';
import { createTransport } from './transport.js';
import { withoutParameters } from './url.js';

/** The automatic hits of a load are fewer than these milliseconds. */
const AUTOMATIC_MS = 20;

/** Cookies that an opt-out deletes beside those of the person. */
const COOKIES = ['km_lv', 'km_vs', 'km_abi', 'kvcd'];

export interface ClientNeeds {
  /** Settings, a later one wins. */
  given: unknown[];
  features: readonly Feature[];
  /** Takes the commands, under the names that pages call them by. */
  kmq: Commands;
  /** Runs what was called before the client was there; it counts as of now. */
  early?(): void;
}

/** Makes the commands of a client out of settings and features. On a server they do nothing. */
export const createClient = ({ given, features, kmq, early }: ClientNeeds): void => {
  const settings = toDefaults(CORE_SETTINGS) as Kit['settings'];
  const rules = { ...CORE_SETTINGS };
  const clock = createClock();
  let gate: Gate;
  let recorder: Recorder;
  /** The link that this page sent last. */
  let linked = '';

  const memo = (what: string) => () => `kmq-${settings.key}-${what}`;
  const store = createStore(settings, () => gate.isOpen());
  const outbox = createOutbox(() => `kmq:${settings.key}:`, store, settings);
  const toPair = (name: string, person: string) =>
    encodeHit({ kind: 'alias', name, person, properties: {} });

  const person = createPerson({
    store,
    link(name, other, source) {
      linked = toPair(name, other);
      recorder.send({ kind: 'alias', name, person: other, source });
    },
    isLinked: (name, other) => [linked, store.read(memo('link')())].includes(toPair(name, other)),
  });

  const courier = createCourier({
    outbox,
    transport: createTransport(settings, outbox),
    flushAfter: () => settings.flushAfter,
    maySend() {
      gate.refresh();
      return gate.isOpen();
    },
    settled(lines) {
      for (const line of lines)
        if (line[0] === 'a') store.write(memo('link')(), line.split('&_t')[0]!);
    },
  });

  recorder = createRecorder({ settings, clock, outbox, wake: courier.wake });
  gate = createGate({
    settings,
    store,
    clock,
    opened: person.save,
    shut() {
      courier.cancel();
      outbox.clear();
      person.forget();
      for (const name of COOKIES) store.writeCookie(name, '');
      for (const key of store.keys('kmq')) store.write(key, '');
    },
  });

  const commands = createCommands({
    gate,
    person,
    recorder,
    outbox,
    store,
    memo: memo('register'),
    configure: (more) => configure(more),
  });
  const toRecorded = (url: string) => settings.redactUrl(withoutParameters(url, /^km/));
  const kit: Kit = {
    ...commands,
    settings,
    store,
    kmq,
    identify: (id, source) => gate.pass(() => person.identify(id, source)),
    gate: gate.pass,
    named: person.named,
    now: clock.now,
    url: () => toRecorded(String(kmq.u!())),
    referrer: () => toRecorded(String(kmq.rf!())),
  };
  const parts = features.map((feature) => feature(kit));

  let booted = false;

  const configured = (): void => {
    for (const part of parts) part.configured?.();
  };

  const configure = (more: unknown): void => {
    applySettings(settings, Object(more), rules);
    if (!booted) return;
    gate.refresh();
    configured();
  };

  /** Takes over what another tab has changed, or what changed while the page was in the back/forward cache. */
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
      person.agree();
      recorder.commit();
      courier.leave();
    });
    listen('pageshow', ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      reread();
      courier.start();
    });
    listen('online', courier.retry);
    listen('storage', ({ key }: StorageEvent) => {
      if (key?.startsWith('km')) reread();
    });
  };

  const boot = (): void => {
    if (!gate.isStarted()) return;
    const start = readStart();
    booted = true;
    person.read();
    recorder.inReverse(
      () => {
        clock.notBefore(start + AUTOMATIC_MS);
        gate.refresh();
      },
      () => {
        clock.notBefore(0);
        for (const part of parts) clock.replay([[start, () => attempt(() => part.start?.())]]);
      },
    );
    configured();
    person.save();
    watch();
    courier.start();
  };

  const all = Object.assign({}, commands, ...parts.map((part) => part.commands));
  for (const name of Object.keys(all))
    kmq[name] = (...values) => attempt(() => all[name](...values));
  Object.assign(rules, ...parts.map((part) => part.settings));
  Object.assign(settings, toDefaults(rules));
  for (const each of given) applySettings(settings, Object(each), rules);

  // On a server there is no page, and every command does nothing.
  if (typeof document === 'undefined') return;
  if (settings.key && settings.endpoint) gate.start();
  else warn('nothing is tracked: no', settings.key ? 'endpoint' : 'site key');
  early?.();
  whenShown(boot);
};
