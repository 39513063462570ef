/**
 * The built-ins that the client uses, taken once. The build puts them in the place of the globals of the same names in all
 * of `src/` (`built-ins.mjs`): a page may own every global but `window`, `document` and `location`, be it by
 * `var URL = '/api'` or by a function of that name. What it has replaced comes from an empty frame, or is done without.
 */
type Globals = typeof globalThis & Record<string, unknown>;

/** Tools wrap it, which is no fault, as long as they pass on what they are given. */
const WRAPPED = 1;
/** It works as long as its window is there. */
const OF_WINDOW = 2;

/** Without one this is a server or a worker, where nothing is looked at before it is needed (C34). */
const isPage = typeof window === 'object';
const page = (isPage ? window : globalThis) as Globals;

let frame: HTMLIFrameElement | undefined;
let isFrameNeeded = 0;

const readFrame = (): Globals => {
  if (!frame?.isConnected) {
    // Forms answer to members of the document, not of its prototype.
    // biome-ignore lint/suspicious/noProto: the page may own `Object` and `Reflect`
    const { createElement, querySelector } = (document as never as { __proto__: Document })
      .__proto__;
    frame = createElement.call(document, 'iframe') as HTMLIFrameElement;
    frame.hidden = true;
    querySelector.call(document, '*')!.appendChild(frame);
  }
  return frame.contentWindow as never;
};

/**
 * Functions are native by their text, objects by their name. A function that takes what the built-in takes, or whatever it is
 * given, wraps it.
 */
const isNative = (value: unknown, name: string, kind: number): boolean =>
  typeof value === 'function'
    ? (kind & WRAPPED && value.length > +/^set/.test(name)) ||
      (kind & WRAPPED ? /\[native|\barguments\b|\.\.\./ : /\[native/).test(`${value}`)
    : {}.toString.call(value).toLowerCase() === `[object ${name}]`;

const take = <Name extends keyof Globals>(name: Name, kind = 0): Globals[Name] => {
  const own = page[name];
  if (!isPage || isNative(own, `${name}`.toLowerCase(), kind)) return own;
  try {
    const other = readFrame()[name];
    isFrameNeeded |= kind;
    return other ?? own;
  } catch {
    // No document, or a sandbox whose frames are strangers: the page's own is all there is.
    return own;
  }
};

/** A built-in of an empty frame, for one that turns out not to be what its name says. */
export const takeFromFrame = <Name extends keyof Globals>(name: Name): Globals[Name] =>
  readFrame()[name];

export const AbortController = /* @__PURE__ */ take('AbortController', OF_WINDOW);
export const Array = /* @__PURE__ */ take('Array');
export const Date = /* @__PURE__ */ take('Date');
export const JSON = /* @__PURE__ */ take('JSON');
export const Math = /* @__PURE__ */ take('Math');
export const MutationObserver = /* @__PURE__ */ take('MutationObserver', WRAPPED | OF_WINDOW);
export const Object = /* @__PURE__ */ take('Object');
export const RegExp = /* @__PURE__ */ take('RegExp');
export const String = /* @__PURE__ */ take('String');
export const Uint8Array = /* @__PURE__ */ take('Uint8Array');
export const btoa = /* @__PURE__ */ take('btoa', OF_WINDOW);
export const URLSearchParams = /* @__PURE__ */ take('URLSearchParams');
export const clearTimeout = /* @__PURE__ */ take('clearTimeout', WRAPPED | OF_WINDOW);
export const crypto = /* @__PURE__ */ take('crypto', OF_WINDOW);
export const decodeURIComponent = /* @__PURE__ */ take('decodeURIComponent');
export const encodeURIComponent = /* @__PURE__ */ take('encodeURIComponent');
export const navigator = /* @__PURE__ */ take('navigator', OF_WINDOW);
export const setInterval = /* @__PURE__ */ take('setInterval', WRAPPED | OF_WINDOW);
export const setTimeout = /* @__PURE__ */ take('setTimeout', WRAPPED | OF_WINDOW);

// What belongs to the language outlives its frame.
if (isFrameNeeded < OF_WINDOW) frame?.remove();
