import type { LinkSource } from '../wire/hit.js';
import type { CoreCommands } from './commands.js';
import type { CoreSettings, SettingRules } from './settings.js';
import type { Store } from './store.js';

/** Property values as a page gives them; what has no text is left out. */
export type Given = Record<string, unknown>;

/** What a page may call, with whatever it has. */
// biome-ignore lint/suspicious/noExplicitAny: a page's arguments have every type
export type Commands = Record<string, (...args: any[]) => any>;

/** What a feature may use of a client. */
export interface Kit extends Pick<CoreCommands, 'record' | 'set' | 'flush'> {
  settings: CoreSettings & Record<string, unknown>;
  /** Cookies and storage, as far as the person allows them. */
  store: Store;
  /** Commands under the names that pages call them by; a page may replace them. */
  kmq: Commands;
  /** `f` and `u` name a visitor without a name until a call does. */
  identify(id: unknown, source?: LinkSource): void;
  /** Runs what writes cookies: now, or when the person allows it, or never. */
  gate(run: () => void): void;
  /** The named identity, '' where there is none. */
  named(): string;
  /** Unix milliseconds of what is being tracked. */
  now(): number;
  /** Address of the page as hits record it: without our own parameters, redacted. */
  url(): string;
  /** Referrer as hits record it, '' when there is none. */
  referrer(): string;
}

/** What a feature brings. */
export interface Parts<C> {
  /** Its settings and their defaults, in the form of `SettingRules`. */
  settings?: SettingRules;
  commands?: C;
  /** Tracks what a load of the page is about; runs once, as of the page's start. */
  start?(): void;
  /** Installs or removes listeners; runs after `start` and after each change of settings. */
  configured?(): void;
}

/** A part of the client that is built in by naming it. */
export type Feature<C = object> = (kit: Kit) => Parts<C>;
