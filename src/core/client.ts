import { forgetCookies } from '../browser/cookie.js';
import { readHolder } from '../browser/holder.js';
import { isHidden, listen, whenShown } from '../browser/lifecycle.js';
import { define } from '../browser/member.js';
import { isAutomated } from '../browser/page.js';
import { attempt, tell, warn } from '../browser/report.js';
import { beacon, post } from '../browser/send.js';
import { runOutside } from '../browser/zone.js';
import { encodeBatch } from '../wire/batch.js';
import { AUTOMATED, DROPS, KEY, SENT_AT } from '../wire/fields.js';
import type { Hit } from '../wire/hit.js';
import { createClock } from './clock.js';
import { createCommands } from './commands.js';
import { createConsent } from './consent.js';
import { createCourier } from './courier.js';
import { createHits } from './hits.js';
import type { Commands, Feature, Kit, Parts, Transport } from './kit.js';
import { createLinks } from './links.js';
import { createOutbox } from './outbox.js';
import { createPerson } from './person.js';
import { CORE_SETTINGS, createSettings } from './settings.js';
import { createStore } from './store.js';

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
  const [settings, declare, apply] = createSettings();
  let parts: Parts[] = [];
  /** When this client began, Unix milliseconds; 0 while it runs what was called early. */
  let began = 0;

  const each = (what: 'early' | 'begin' | 'configured' | 'recorded', hit?: Hit): void => {
    for (const part of parts) attempt(() => part[what]?.(hit!));
  };

  const [next, asOf] = createClock(() => began);
  const memo = (name: string) => `kmq-${settings.key}-${name}`;
  // A path is one of the page's own host, whatever its `<base>` says.
  const endpoint = () =>
    settings.endpoint.replace(/\/*$/, '/').replace(/^\/(?!\/)/, `${readHolder().location.origin}/`);
  const store = createStore(settings, () => isOpen());
  const { item, keys, cookie } = store;
  const outbox = createOutbox(store, settings);

  const [link, isLinked, settled] = createLinks(
    (hit, time) => send(hit, time),
    next,
    (pair) => item(memo('link'), pair),
  );
  const person = createPerson(store, () => memo('made-'), link, isLinked);

  const toUrl = () => {
    const drops = outbox.drops();
    return `${endpoint()}?${KEY}=${settings.key}&${SENT_AT}=${Date.now() / 1000}${drops && `&${DROPS}=${drops}`}${isAutomated() ? `&${AUTOMATED}=1` : ''}`;
  };
  const batches: Transport = {
    send: (lines, survives, controller) => post(toUrl(), encodeBatch(lines), survives, controller),
    leave: (lines) => beacon(toUrl(), encodeBatch(lines)),
  };

  const courier = createCourier(
    outbox,
    settings,
    () => {
      let way = batches;
      for (const { transport } of parts) way = transport?.(way) ?? way;
      return way;
    },
    () => refresh(),
    settled,
  );

  const [send, commit, discard] = createHits(
    settings,
    (hit) => each('recorded', hit),
    outbox,
    courier.wake,
  );

  const [pass, isOpen, refresh, choose] = createConsent(settings, store, next, (isAllowed) => {
    if (isAllowed) {
      person.read();
      return person.save();
    }
    discard();
    courier.cancel();
    outbox.remove(outbox.entries());
    person.become('');
    for (const name of ['km_lv', 'km_vs', 'km_abi', 'kvcd']) cookie(name, '');
    for (const key of keys('kmq')) item(key, '');
  });

  const commands = createCommands(
    pass,
    choose,
    person,
    send,
    (callback) => {
      commit(true);
      outbox.whenEmpty(callback);
    },
    link,
    (value) => item(memo('register'), value),
    (more) => {
      apply(more);
      if (!began) return;
      refresh();
      each('configured');
    },
  );

  const kit: Kit = {
    ...commands,
    settings,
    ...store,
    kmq,
    endpoint,
    identify: (id, source) => pass((time) => person.identify(id, time, source)),
    gate: pass,
    named: person.named,
    save: person.save,
    asOf,
  };
  parts = [() => ({ commands, settings: CORE_SETTINGS }), ...features].flatMap((feature) => {
    // What a page adds to `Object.prototype` is no part of ours.
    const part = attempt<Parts>(() => feature(kit));
    return part ? [{ __proto__: null, ...part }] : [];
  });
  for (const part of parts) {
    declare(part.settings ?? {});
    for (const [name, command] of Object.entries((part.commands ?? {}) as Commands))
      define(kmq, name, (...args: never[]) =>
        whenShown(() => {
          tell('call', name, args);
          return attempt(() => runOutside(command, args));
        }),
      );
  }
  given.forEach(apply);

  /** Takes over what another tab has changed, or what changed while the page was away. */
  const reread = (): void => {
    forgetCookies();
    refresh();
    person.read();
  };

  const agree = (): void => pass(() => person.agree());

  const begin = (): void => {
    if (!settings.key || !settings.endpoint) warn('no key or endpoint');
    refresh();
    each('early');
    early?.(discard);
    began = Date.now();
    listen('visibilitychange', () => {
      if (!isHidden()) {
        reread();
        courier.adopt();
      }
      courier.wake(true);
    });
    listen('pagehide', () => {
      agree();
      commit();
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
    each('begin');
    agree();
    each('configured');
    courier.start();
    commit(true);
  };
  whenShown(() => attempt(() => runOutside(begin, [])));
};
