import type { LinkSource } from '../wire/hit.js';
import type { CoreCommands } from './commands.js';
import type { SettingRules, Settings } from './settings.js';
import type { Store } from './store.js';
import type { Transport } from './transport.js';

/** Property values as a page gives them; what has no text is left out. */
export type Given = Record<string, unknown>;

/** What a page may call, with whatever it has. */
// biome-ignore lint/suspicious/noExplicitAny: a page's arguments have every type
export type Commands = Record<string, (...args: any[]) => any>;

/** What a feature may use of a client. */
export interface Kit extends Pick<CoreCommands, 'record' | 'set' | 'flush'> {
  settings: Settings;
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
  /** Writes the cookies of the identity again. */
  save(): void;
  /** Unix milliseconds of what is being tracked. */
  now(): number;
  /** Address of the page as hits record it: without our own parameters, redacted. */
  url(): string;
  /** Referrer as hits record it, '' when there is none. */
  referrer(): string;
  /** Where hits go, ending in a slash. */
  endpoint(): string;
  /** Tells that a line was acknowledged. */
  arrived(line: string): void;
}

/** What a feature brings. */
export interface Parts<C = object> {
  commands?: C;
  /** Settings and their defaults, in the form of `SettingRules`. */
  settings?: SettingRules;
  /**
   * Tracks what a load of the page is about, once, as of the page's start: the setting that switches it off (true
   * by default), what `KM_SKIP_…` global of the original did the same, and what runs.
   */
  onLoad?: [setting: string, skip: string, run: () => void];
  /** Installs or removes listeners; runs after the load was tracked and after each change of settings. */
  configured?(): void;
  /** Another way of sending, where the settings ask for it. */
  transport?(): Transport | false;
}

/** A part of the client that is built in by naming it. */
export type Feature<C = object> = (kit: Kit) => Parts<C>;
