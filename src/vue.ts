import {
  type App,
  type InjectionKey,
  inject,
  type MaybeRefOrGetter,
  onMounted,
  onUnmounted,
  toValue,
  watch,
} from 'vue';
import { createClickRef } from './bindings/clicks.js';
import {
  type AnyClient,
  type Client,
  type EventOf,
  identify,
  type Known,
  nobody,
  record,
} from './bindings/client.js';
import type { Plan, Unplanned } from './core/plan.js';

const CLIENT: InjectionKey<AnyClient> = Symbol('kmq');

const injectClient = (): AnyClient => inject(CLIENT, nobody);

/** Gives a client to all components of an app: `app.use(createKmqPlugin(kmq))`. */
export const createKmqPlugin = (client: AnyClient) => ({
  install(app: App): void {
    app.provide(CLIENT, client);
  },
});

/** The client that was provided: `useKmq<Shop>().record('Signed Up', { Plan: 'Pro' })`. */
export const useKmq = <P extends Plan | Unplanned = Unplanned>(): Client<P> =>
  injectClient() as never as Client<P>;

/** Names the person who is signed in; undefined while the app does not know yet, null for nobody. */
export const useIdentify = (person: MaybeRefOrGetter<Known>): void => {
  const client = injectClient();
  onMounted(() => {
    watch(
      () => toValue(person),
      (now, before) => identify(client, now, before),
      { immediate: true },
    );
  });
};

/** Page views of a single-page app: one for each address (C20). Needs the feature `pageViews`. */
export const usePageViews = (spa: true | 'hash' = true): void => {
  const client = injectClient();
  onMounted(() => client.configure({ spa }));
  onUnmounted(() => client.configure({ spa: false }));
};

/** Records an event when the component comes onto the page. */
export const useRecord = <P extends Plan | Unplanned = Unplanned>(...event: EventOf<P>): void => {
  const client = injectClient();
  onMounted(() => record(client, event));
};

/** A ref whose element's clicks are an event: `const docs = useTrackClick('Clicked Docs')`, `<a :ref="docs">`. */
export const useTrackClick = <P extends Plan | Unplanned = Unplanned>(
  ...event: EventOf<P>
): ((target: unknown) => void) => {
  const client = injectClient();
  return createClickRef(() => {
    record(client, event);
    client.flush();
  });
};
