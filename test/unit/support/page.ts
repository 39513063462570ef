import { CookieJar, type DOMWindow, JSDOM, VirtualConsole } from 'jsdom';
import type { Cookie } from 'tough-cookie';
import { onTestFinished, vi } from 'vitest';
import type { Hit } from '../../../src/wire.js';
import { type Entry, MODULE, readBundle } from './bundle.js';
import { createLocks, openLocks, type SharedLocks } from './locks.js';
import {
  accept,
  type Collector,
  distinct,
  type Reply,
  type Sent,
  toCall,
  toSent,
} from './network.js';
import { createStorage, openStorage, type SharedStorage } from './storage.js';

/** When the first page of a test opens, Unix milliseconds. */
export const START = Date.UTC(2026, 10, 22, 12);

/** So long the library takes to arrive, and the collector to answer, in milliseconds. */
export const LOAD_MS = 300;
const ANSWER_MS = 50;

/** Browsers allow 64 KiB of keepalive bodies in flight per page, beacons included. */
const KEEPALIVE_BYTES = 65_536;

/** By then everything that was recorded has been sent, in milliseconds. */
const SENT_MS = 1_500;

const AUTOMATIC = [
  'URL',
  'PAGE_VIEW',
  'VISITED_SITE',
  'REFERRER',
  'SEARCH_ENGINE',
  'UTM',
  'RETURNING',
] as const;

type Call = (...values: unknown[]) => unknown;

/** The globals of a page that has the library. */
export type PageWindow = DOMWindow & {
  _kmq: unknown[];
  KM: Record<string, Call>;
  eval(code: string): unknown;
} & Record<string, unknown>;

export interface PageOptions {
  url?: string;
  referrer?: string;
  /** Body of the page; its title is `Title`. */
  html?: string;
  navigation?: 'navigate' | 'reload' | 'back_forward';
  /** Milliseconds from the start of a prerendered page to its activation. */
  activation?: number;
  globals?: Record<string, unknown>;
  /** Cookies that the page finds, by name; a text that holds `;` is a whole `Set-Cookie`. */
  cookies?: Record<string, string>;
  /** What was pushed before the library arrives. */
  early?: unknown[];
  /** The entry to load; `none` leaves the page without the library. */
  script?: Entry | 'none';
  /** Address of the script; '' for an inline one. */
  src?: string;
  /** Whether the automatic trackers run; they are off where they are not what is tested. */
  automatic?: boolean;
  /** Changes the window before the library comes. */
  prepare?(window: PageWindow): void;
}

/** What all pages of one browser share. */
export interface Browser {
  jar: CookieJar;
  /** `blocked`: none can be read or written; `denied`: access throws, as in a sandboxed frame. */
  cookieState: 'open' | 'blocked' | 'denied';
  storage: SharedStorage;
  locks: SharedLocks;
  /** Writes, locks and requests of all pages, in order. */
  log: string[];
  requests: Sent[];
  /** Answers requests that nothing else was said for. */
  collector: Collector;
  /** Next answers, in order. */
  replies: Reply[];
  open(options?: PageOptions): Promise<Page>;
  hits(): Hit[];
  tick(milliseconds: number): Promise<unknown>;
}

export interface Page {
  browser: Browser;
  window: PageWindow;
  document: Document;
  push: Call;
  requests: Sent[];
  /** Addresses of the scripts that the library has imported. */
  imported: string[];
  warnings: string[];
  /** Messages of the errors that `window.onerror` saw. */
  errors: string[];
  /** What was assigned to `document.cookie`. */
  cookieWrites: string[];
  /** What was read of `document.cookie`. */
  cookieReads: string[];
  /** Types of the events that are listened to on the window. */
  listened: string[];
  /** Batches, beacons included. */
  batches(): Sent[];
  /** Hits in the order of their first sending, each once. */
  hits(): Hit[];
  /** The same as `[name, properties]`, `['set', properties]`, `['alias', name, person, source]`. */
  calls(): unknown[][];
  /** Lets time pass until everything is sent, and tells the calls. */
  sent(): Promise<unknown[][]>;
  tick(milliseconds: number): Promise<unknown>;
  answer(...replies: Reply[]): void;
  cookies(): Record<string, string>;
  cookie(name: string): Cookie[];
  /** Loads an entry, again or for the first time. */
  load(entry: Entry, src?: string): Promise<void>;
  /** A click, as a person makes it. */
  click(selector: string, event?: MouseEventInit & { type?: string }): void;
  hide(): void;
  show(): void;
  /** Leaves the page; `persisted` puts it into the back/forward cache, where answers reach it only as it thaws. */
  leave(options?: { persisted?: boolean; frozen?: boolean }): Promise<void>;
  /** Ends without any event, as a killed process does. */
  crash(): void;
  /** Comes back from the back/forward cache. */
  restore(): Promise<void>;
}

const define = (target: object, members: Record<string, unknown>): void => {
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(target, name, {
      configurable: true,
      ...(typeof value === 'function' && name[0] === '$'
        ? { get: value as () => unknown }
        : { value, writable: true }),
    });
};

const defineGetter = (target: object, name: string, get: () => unknown): void => {
  Object.defineProperty(target, name, { configurable: true, get });
};

const setCookies = (jar: CookieJar, url: string, cookies: Record<string, string>): void => {
  for (const [name, value] of Object.entries(cookies))
    jar.setCookieSync(
      `${name}=${value.includes(';') ? value : `${encodeURIComponent(value)};path=/`}`,
      url,
    );
};

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    // Cookies of others may hold a stray %.
    return value;
  }
};

/** A browser with an empty profile. The clock stands still unless `tick` moves it. */
export const openBrowser = (): Browser => {
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  });
  const log: string[] = [];
  const pages: Page[] = [];
  const browser: Browser = {
    jar: new CookieJar(),
    cookieState: 'open',
    storage: createStorage(log),
    locks: createLocks(log),
    log,
    requests: [],
    collector: accept,
    replies: [],
    async open(options = {}) {
      const page = await open(browser, pages, options);
      pages.push(page);
      return page;
    },
    hits: () => distinct(browser.requests),
    tick: (milliseconds) => vi.advanceTimersByTimeAsync(milliseconds),
  };
  onTestFinished(() => {
    for (const page of pages) page.crash();
    vi.useRealTimers();
  });
  return browser;
};

/** A page of a browser of its own. */
export const openPage = (options?: PageOptions): Promise<Page> => openBrowser().open(options);

const open = async (browser: Browser, pages: Page[], options: PageOptions): Promise<Page> => {
  const {
    url = 'https://www.example.com/pricing',
    referrer,
    html = '',
    navigation = 'navigate',
    activation = 0,
    automatic = false,
    script = 'kmq',
    src = 'https://t.example.com/demo.2.js',
  } = options;
  const { jar, storage, locks, log } = browser;
  const virtualConsole = new VirtualConsole();
  setCookies(jar, url, options.cookies ?? {});
  const dom = new JSDOM(`<!doctype html><title>Title</title><body>${html}`, {
    url,
    ...(referrer ? { referrer } : {}),
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    cookieJar: jar,
    virtualConsole,
  });
  const window = dom.window as PageWindow;
  const { document, navigator } = window;
  const { prototype } = window.Document;
  const start = Date.now();
  /** A page that is gone hears of nothing any more. */
  let gone = false;
  let hidden = false;
  let thaw: () => void = () => undefined;
  let thawed = Promise.resolve();
  let keepalive = 0;

  const imported: string[] = [];
  const requests: Sent[] = [];
  const note = (sent: Sent): Sent => {
    requests.push(sent);
    browser.requests.push(sent);
    log.push(sent.via);
    return sent;
  };

  const reply = (sent: Sent): Promise<Reply> =>
    new Promise((resolve) => {
      const answer = sent.lines.length
        ? (browser.replies.shift() ?? browser.collector(sent))
        : { body: '' };
      setTimeout(async () => {
        await thawed;
        if (!gone && answer !== 'silent') resolve(answer);
      }, ANSWER_MS);
    });

  const fetch = (address: string, init: RequestInit = {}): Promise<Response> => {
    const sent = toSent('fetch', new URL(String(address), url).href, init);
    let bytes = init.keepalive ? sent.body.length : 0;
    if (bytes && keepalive + bytes > KEEPALIVE_BYTES)
      return Promise.reject(new TypeError('Failed to fetch'));
    keepalive += bytes;
    const free = () => {
      keepalive -= bytes;
      bytes = 0;
    };
    init.signal?.addEventListener('abort', free);
    const answered = reply(note(sent)).then((answer) => {
      free();
      if (answer === 'lost' || answer === 'silent') throw new TypeError('Failed to fetch');
      const { status = 200, body = '', headers = {} } = answer;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return new Response(status === 204 ? null : text, { status, headers });
    });
    return Promise.race([
      answered,
      new Promise<never>((_, reject) => {
        init.signal?.addEventListener('abort', () =>
          reject(new DOMException('The operation was aborted.', 'AbortError')),
        );
      }),
    ]);
  };

  const sendBeacon = (address: string, body = ''): boolean => {
    const sent = toSent('beacon', address, { method: 'POST', body });
    if (keepalive + body.length > KEEPALIVE_BYTES) return false;
    note(sent);
    keepalive += body.length;
    setTimeout(() => {
      keepalive -= body.length;
    }, ANSWER_MS);
    return true;
  };

  defineGetter(window, 'localStorage', () => {
    if (storage.state === 'blocked') throw new DOMException('Access is denied.', 'SecurityError');
    return storage.state === 'open' ? own : undefined;
  });
  const own = openStorage(storage, (key, oldValue, newValue) => {
    for (const other of pages)
      if (other.window !== window)
        other.window.setTimeout(() =>
          other.window.dispatchEvent(
            new other.window.StorageEvent('storage', { key, oldValue, newValue }),
          ),
        );
  });
  define(window, {
    importScript: (address: string) => imported.push(new URL(address, url).href),
    fetch,
    // Native by their text, as a browser's are.
    ...Object.fromEntries(
      (['AbortController', 'btoa', 'clearInterval', 'clearTimeout'] as const).map((name) => [
        name,
        new Proxy(window[name], {}),
      ]),
    ),
    Date: new Proxy(Date, {}),
    URLSearchParams: new Proxy(URLSearchParams, {}),
    TextEncoder,
    performance: {
      [Symbol.toStringTag]: 'Performance',
      timeOrigin: start,
      now: () => Date.now() - start,
      getEntriesByType: (type: string) =>
        type === 'navigation' ? [{ type: navigation, activationStart: activation }] : [],
    },
  });
  define(navigator, { sendBeacon, locks: openLocks(locks), onLine: true });
  defineGetter(prototype, 'visibilityState', () => (hidden ? 'hidden' : 'visible'));
  defineGetter(prototype, 'hidden', () => hidden);
  Object.defineProperty(window.HTMLImageElement.prototype, 'src', {
    configurable: true,
    set(this: HTMLImageElement, address: string) {
      reply(note(toSent('image', new URL(address, url).href))).then((answer) =>
        this.dispatchEvent(new window.Event(answer === 'lost' ? 'error' : 'load')),
      );
    },
  });

  const cookieWrites: string[] = [];
  const cookieReads: string[] = [];
  const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'cookie')!;
  const isOpen = () => {
    if (browser.cookieState === 'denied')
      throw new DOMException('Access is denied.', 'SecurityError');
    return browser.cookieState === 'open';
  };
  Object.defineProperty(prototype, 'cookie', {
    configurable: true,
    get() {
      const cookies = isOpen() ? get!.call(document) : '';
      cookieReads.push(cookies);
      return cookies;
    },
    set(text: string) {
      cookieWrites.push(text);
      if (isOpen()) set!.call(document, text);
    },
  });

  const listened: string[] = [];
  const { addEventListener } = window;
  window.EventTarget.prototype.addEventListener = function (
    ...values: Parameters<typeof addEventListener>
  ) {
    if ((this as unknown) === window) listened.push(values[0]);
    addEventListener.apply(this, values);
  };

  const page: Page = {
    browser,
    window,
    document,
    push: (...items) => window._kmq.push(...items),
    requests,
    imported,
    warnings: [],
    errors: [],
    cookieWrites,
    cookieReads,
    listened,
    batches: () => requests.filter(({ via, lines }) => via !== 'image' && lines.length),
    hits: () => distinct(requests),
    calls: () => page.hits().map(toCall),
    async sent() {
      await page.tick(SENT_MS);
      return page.calls();
    },
    tick: browser.tick,
    answer: (...replies) => void browser.replies.push(...replies),
    cookies: () =>
      Object.fromEntries(jar.getCookiesSync(url).map(({ key, value }) => [key, decode(value)])),
    cookie: (name) => jar.getCookiesSync(url).filter(({ key }) => key === name),
    async load(entry, address = src) {
      const bundle = await readBundle(entry);
      const element = document.createElement('script');
      if (address) element.src = address;
      defineGetter(prototype, 'currentScript', () => element);
      bundle.runInContext(dom.getInternalVMContext());
      defineGetter(prototype, 'currentScript', () => null);
      // The end of the task in which the script ran.
      await page.tick(0);
    },
    click(selector, { type = 'click', ...init } = {}) {
      const event = { bubbles: true, cancelable: true, composed: true, ...init };
      document.querySelector(selector)!.dispatchEvent(new window.MouseEvent(type, event));
    },
    hide: () => turn(true),
    show: () => turn(false),
    crash() {
      gone = true;
      window.close();
    },
    async leave({ persisted = false, frozen = persisted } = {}) {
      if (frozen)
        thawed = new Promise((resolve) => {
          thaw = resolve;
        });
      window.dispatchEvent(new window.PageTransitionEvent('pagehide', { persisted }));
      await Promise.resolve();
      turn(true);
      await page.tick(0);
      gone = !persisted;
      if (gone) window.close();
    },
    async restore() {
      turn(false);
      window.dispatchEvent(new window.PageTransitionEvent('pageshow', { persisted: true }));
      thaw();
      await page.tick(0);
    },
  };

  const turn = (to: boolean): void => {
    if (hidden === to) return;
    hidden = to;
    document.dispatchEvent(new window.Event('visibilitychange', { bubbles: true }));
  };

  virtualConsole.on('warn', (...values) => page.warnings.push(values.map(String).join(' ')));
  addEventListener.call(window, 'error', (event) =>
    page.errors.push((event as ErrorEvent).message),
  );

  if (!automatic && script === 'kmq')
    for (const name of AUTOMATIC) window[`KM_SKIP_${name}`] = true;
  Object.assign(window, { _kmk: 'demo', _kmq: window.eval('[]') }, options.globals);
  options.prepare?.(window);
  if (options.early) window._kmq.push(...options.early);
  if (script === 'none') return page;
  await page.tick(LOAD_MS);
  await page.load(script);
  return page;
};

/** What `index` exports, as a page that bundles it sees it. */
export const readModule = (page: Page) =>
  page.window[MODULE] as typeof import('../../../src/index.js');
