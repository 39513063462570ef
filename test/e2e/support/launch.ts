import type { Truthy } from './patience.js';
import { launchChromium, launchFirefox } from './playwright.js';
import { launchWebKit } from './webkit.js';

export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
/** `webkit` is WebKitGTK: the engine of Safari, without Safari's 7-day cap on cookies. */
export type Engine = (typeof ENGINES)[number];

export interface LaunchSettings {
  /**
   * `{ 'i.kissmetrics.io': '127.0.0.1:4512' }`: what the host's port 80 answers. Chromium only; in Chromium and
   * Firefox every name of `MADE_UP_HOSTS` is this machine on any port, in WebKit only `127.0.0.1` and `*.localhost`.
   */
  hosts?: Record<string, string>;
  /** Keep left pages in the back/forward cache; Chromium only, where the driver switches it off. */
  backForwardCache?: boolean;
}

/** Hosts that exist in Chromium and Firefox: one site with subdomains, and another site. */
export const MADE_UP_HOSTS = [
  'shop.test',
  'www.shop.test',
  'app.shop.test',
  'track.shop.test',
  'other.test',
] as const;

/** Code that runs in the page: it sees nothing of the test but its one argument. */
export type InPage<Argument, Result> = (argument: Argument) => Result | Promise<Result>;

/** A click that is not a plain one. */
export interface Click {
  button?: 'left' | 'middle' | 'right';
  modifier?: 'Control' | 'Shift';
}

/** One tab. */
export interface Page {
  /** Resolves when the page has loaded. */
  goto(address: string): Promise<void>;
  address(): Promise<string>;
  evaluate<Result>(run: InPage<undefined, Result>): Promise<Result>;
  evaluate<Argument, Result>(run: InPage<Argument, Result>, argument: Argument): Promise<Result>;
  /** Asks again until the answer is truthy; 10 s at most. */
  until<Result>(run: InPage<undefined, Result>): Promise<Truthy<Result>>;
  until<Argument, Result>(
    run: InPage<Argument, Result>,
    argument: Argument,
  ): Promise<Truthy<Result>>;
  /** The first match; another click than a plain one in Chromium and Firefox only. */
  click(selector: string, how?: Click): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  /** Chooses a file of this machine; Chromium and Firefox only. */
  upload(selector: string, path: string): Promise<void>;
  /** Presses and releases a key where the focus is: a letter, `Enter`, `Space` or `Tab`. */
  press(key: string): Promise<void>;
  /** A PNG of what the tab shows. */
  screenshot(): Promise<Buffer>;
  /**
   * Errors and warnings of the console, and what was thrown and caught by nobody. WebKit's driver tells nothing, so
   * there a first script of the page server notes them, for the document shown now.
   */
  problems(): Promise<string[]>;
  /** Addresses asked for; in WebKit those of the document shown now, from its resource timing. */
  requests(): Promise<string[]>;
  /** Closes the tab as a person does: the page hears that it goes. */
  close(): Promise<void>;
}

/** One person's browser: cookies and storage of its own, empty at first, shared by its tabs. */
export interface Profile {
  /** A new tab, with the page loaded when an address is given. */
  open(address?: string): Promise<Page>;
  close(): Promise<void>;
}

/** How a person has set up the browser. */
export interface Look {
  dark?: boolean;
  /** Of the window, in CSS pixels. */
  width?: number;
}

export interface Browser {
  engine: Engine;
  /** A look is heeded in Chromium and Firefox only. */
  profile(look?: Look): Promise<Profile>;
  close(): Promise<void>;
}

const LAUNCHERS = { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebKit };

/** Starts a real browser without a window. One per test file is enough: profiles keep tests apart. */
export const launch = (engine: Engine, settings: LaunchSettings = {}): Promise<Browser> =>
  LAUNCHERS[engine](settings);
