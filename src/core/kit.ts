import type { Answer } from '../browser/send.js';
import type { Hit, LinkSource } from '../wire/hit.js';
import type { CoreCommands } from './commands.js';
import type { Known, Settings } from './settings.js';
import type { Store } from './store.js';

/** Property values as a page gives them; what has no text is left out. */
export type Given = Record<string, unknown>;

/** What a page may call, with whatever it has. */
// biome-ignore lint/suspicious/noExplicitAny: a page's arguments have every type
export type Commands = Record<string, (...args: any[]) => any>;

/** One way of sending lines to where they belong. */
export interface Transport {
  /** It sends one line at a time, and its requests never outlive the page. */
  dies?: boolean;
  /** Sends lines while the page lives; one that `survives` outlives it. */
  send(lines: string[], survives: boolean, controller: AbortController): Promise<Answer>;
  /** Hands lines to the browser as the page goes; false when it does not take so many. */
  leave(lines: string[]): boolean;
}

/** What a feature may use of a client. */
export interface Kit extends Store, Pick<CoreCommands, 'record' | 'set' | 'flush'> {
  settings: Settings;
  /** Commands under the names that pages call them by; a page may replace them. */
  kmq: Commands;
  /** `f` and `u` name a visitor without a name until a call does. */
  identify(id: unknown, source?: LinkSource): void;
  /** Runs what writes cookies, or counts: now, or when the person allows it, or never; with the Unix seconds of then. */
  gate(run: (time: number) => void): void;
  /** The named identity, '' where there is none. */
  named(): string;
  /** Writes the cookies of the identity again. */
  save(): void;
  /** Where hits go, ending in a slash. */
  endpoint(): string;
  /** Runs as of an earlier moment, Unix milliseconds; what is called later stays later. */
  asOf(time: number, run: () => void): void;
}

/** What a feature brings. */
export interface Parts<C = object> {
  commands?: C;
  /** Settings with their defaults, or the values that they may have. */
  settings?: Known;
  /** Runs when the page begins, before what was called early. */
  early?(): void;
  /** Runs when the page begins, after what was called early. */
  begin?(): void;
  /** Sees each hit once, as it is recorded, after `beforeSend`. */
  recorded?(hit: Hit): void;
  /** How lines are sent, asked for each batch; `next` is how they would be sent without this feature. */
  transport?(next: Transport): Transport;
  /** Installs or removes listeners; runs after `begin` and after each change of settings. */
  configured?(): void;
}

/** A part of the client that is built in by naming it. */
export type Feature<C = object> = (kit: Kit) => Parts<C>;
