import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useInsertionEffect,
  useRef,
  useState,
} from 'react';
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

const Context = createContext<AnyClient>(nobody);

/** Gives a client to all components below. */
export const KmqProvider = (props: { client: AnyClient; children?: ReactNode }): ReactElement =>
  createElement(Context.Provider, { value: props.client }, props.children);

/** The client that was provided: `useKmq<Shop>().record('Signed Up', { Plan: 'Pro' })`. */
export const useKmq = <P extends Plan | Unplanned = Unplanned>(): Client<P> =>
  useContext(Context) as never as Client<P>;

/** Names the person who is signed in; undefined while the app does not know yet, null for nobody. */
export const useIdentify = (person: Known): void => {
  const client = useContext(Context);
  const before = useRef<Known>(undefined);
  useEffect(() => {
    identify(client, person, before.current);
    before.current = person;
  }, [client, person]);
};

/** Page views of a single-page app: one for each address (C20). Needs the feature `pageViews`. */
export const usePageViews = (spa: true | 'hash' = true): void => {
  const client = useContext(Context);
  useEffect(() => {
    client.configure({ spa });
    return () => client.configure({ spa: false });
  }, [client, spa]);
};

/** The function of the last render that is on the page: a render that React gave up must not be heard. */
const useLatest = (run: () => void): (() => void) => {
  const latest = useRef(run);
  useInsertionEffect(() => {
    latest.current = run;
  });
  return () => latest.current();
};

/** Records an event when the component comes onto the page, once, also where StrictMode runs effects twice. */
export const useRecord = <P extends Plan | Unplanned = Unplanned>(...event: EventOf<P>): void => {
  const client = useContext(Context);
  const [name] = event;
  const recorded = useRef<string>(undefined);
  const run = useLatest(() => record(client, event));
  // biome-ignore lint/correctness/useExhaustiveDependencies: other properties are no other event
  useEffect(() => {
    if (recorded.current !== name) run();
    recorded.current = name;
  }, [client, name]);
};

/** A ref whose element's clicks are an event: `<a ref={useTrackClick('Clicked Docs')}>`. */
export const useTrackClick = <P extends Plan | Unplanned = Unplanned>(
  ...event: EventOf<P>
): ((element: Element | null) => void) => {
  const client = useContext(Context);
  const clicked = useLatest(() => {
    record(client, event);
    client.flush();
  });
  return useState(() => createClickRef(clicked))[0];
};
