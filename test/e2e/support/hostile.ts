/** What a page does to the globals, prototypes and names that a script of somebody else may count on. */
export interface Hostile {
  what: string;
  /** Runs as a classic script of the page. */
  code?: string;
  /** Stands in the page. */
  markup?: string;
  /** What the page's own console may say beside warnings of ours. */
  reports?: RegExp;
  /** Not in these engines, with the reason in a comment beside it. */
  except?: ('chromium' | 'firefox' | 'webkit')[];
}

const named = (name: string, html = `<form name="${name}"><input></form>`): Hostile => ({
  what: `a form called ${name}`,
  markup: html,
});

/** One row a kind of page; the next case is one more row. */
export const HOSTILE: readonly Hostile[] = [
  { what: 'nothing hostile' },

  // Globals that a page owns: as a variable, as a function, out of reach of `window`.
  { what: 'var URL', code: `var URL = '/api'; var URLSearchParams = 1;` },
  { what: 'functions called URL', code: 'function URL() {} function URLSearchParams() {}' },
  {
    what: 'functions called Element and Node',
    code: 'function Element() {} function Node() {} function Event() {}',
  },
  { what: 'var Map and Set', code: 'var Map = { center: [0, 0] }; var Set = null;' },
  {
    what: 'functions called Map and Set',
    code: 'function Map() { this.zoom = 3; } function Set() {}',
  },
  { what: 'var JSON', code: 'var JSON = { encode: 1 };' },
  { what: 'a function called Date', code: 'function Date() { return "today"; }' },
  { what: 'var Math', code: 'var Math = {};' },
  {
    what: 'var Reflect, Symbol and Promise',
    code: 'var Reflect, Promise = { resolve: 1 }; window.Reflect = undefined;',
  },
  {
    what: 'a function called String and Number',
    code: 'function String() {} function Number() {}',
  },
  { what: 'a function called RegExp', code: 'function RegExp() {}' },
  { what: 'a function called Uint8Array', code: 'function Uint8Array() {} var btoa = 1;' },
  { what: 'a function called history', code: 'function history() {}' },
  { what: 'var history', code: 'var history = [1, 2];' },
  { what: 'var performance', code: 'var performance = { score: 5 };' },
  { what: 'a function called performance', code: 'function performance() {}' },
  { what: 'a function called navigator', code: 'function navigator() {}' },
  { what: 'a function called crypto', code: 'function crypto() {}' },
  { what: 'a function called fetch', code: 'function fetch(page) {}' },
  { what: 'var fetch', code: 'var fetch = { page: 1 };' },
  {
    what: 'a fetch that gives data',
    code: 'function fetch() { return Promise.resolve({ rows: [] }); }',
  },
  {
    what: 'var queueMicrotask and AbortController',
    code: 'var queueMicrotask = 1; var AbortController = 2; var MutationObserver = 3;',
  },
  { what: 'no console', code: 'window.console = undefined;' },
  {
    what: 'a function called addEventListener',
    code: 'function addEventListener() {} function removeEventListener() {}',
  },
  {
    what: 'a function called encodeURIComponent',
    code: 'function encodeURIComponent(text) { return text; } function decodeURIComponent() {}',
  },
  {
    what: 'lexical names of everything',
    code: `let URL = 1, history = 2, navigator = 3, performance = 4, crypto = 5, localStorage = 6; const fetch = 7, Map = 8;
      class Element {} class Image {} let JSON = 9, Math = 10, globalThis = 11, self = 12, setTimeout = 13, Zone = 14;`,
  },
  { what: 'an object called Zone', code: 'var Zone = { root: 1, current: { name: "Europe" } };' },

  // Elements and frames that answer to a global's name.
  {
    what: 'elements called as our globals',
    markup:
      '<i id="_kmk"></i><i id="KM"></i><i id="KM_DNT"></i><i id="KMDNTH"></i><i id="KM_SITE"></i><i id="KM_COOKIE_DOMAIN"></i>',
  },
  { what: 'an element called _kmq', markup: '<ul id="_kmq"></ul>' },
  {
    what: 'a form called KM with a field queue',
    markup: '<form id="KM" name="KM"><input name="queue"></form>',
  },
  { what: 'a frame called KM', markup: '<iframe name="KM" hidden></iframe>' },
  {
    what: 'elements called navigation, trustedTypes and dataLayer',
    markup:
      '<nav id="navigation"></nav><i id="trustedTypes"></i><i id="dataLayer"></i><i id="KM_INSPECT"></i><i id="KM_REFERRER"></i><i id="Zone"></i>',
  },
  { what: 'var navigation', code: 'var navigation = { addEventListener: function () {} };' },

  // Forms that answer to a member of the document.
  ...[
    'cookie',
    'referrer',
    'title',
    'hidden',
    'head',
    'currentScript',
    'createElement',
    'addEventListener',
    'prerendering',
    'documentElement',
    'createDocumentFragment',
    'nodeType',
    'URL',
    'defaultView',
    'body',
  ].map((name) => named(name)),
  {
    what: 'images and objects called as members',
    markup: '<img name="cookie" alt=""><img name="referrer" alt=""><object name="title"></object>',
  },

  // Prototypes.
  {
    what: 'Object.prototype.get',
    code: 'Object.prototype.get = function (name) { return this[name]; };',
  },
  {
    what: 'Object.prototype.set',
    code: 'Object.prototype.set = function (name, value) { this[name] = value; };',
  },
  {
    what: 'Object.prototype.value and writable',
    code: 'Object.prototype.value = 1; Object.prototype.writable = 0; Object.prototype.enumerable = 0; Object.prototype.configurable = 0;',
  },
  {
    what: 'Array.prototype.key',
    code: 'Array.prototype.key = function (value) { return this.indexOf(value); };',
  },
  {
    what: 'Array.prototype.sent and queue',
    code: 'Object.prototype.queue = []; Array.prototype.first = function () { return this[0]; };',
  },
  { what: 'Object.prototype.headers', code: `Object.prototype.headers = 'x';` },
  {
    what: 'Object.prototype with options of fetch',
    code: `Object.prototype.method = 'DELETE'; Object.prototype.mode = 'navigate'; Object.prototype.signal = 1; Object.prototype.referrer = 'x'; Object.prototype.integrity = 'x';`,
  },
  {
    what: 'Object.prototype with options of observers',
    code: `Object.prototype.attributeFilter = 1; Object.prototype.steal = true; Object.prototype.once = true; Object.prototype.capture = 1;`,
  },
  {
    what: 'Object.prototype with parts of a hit',
    code: `Object.prototype.name = 'x'; Object.prototype.id = 'same'; Object.prototype.source = 'z'; Object.prototype.done = 1; Object.prototype.timeGiven = true; Object.prototype._p = 'x';`,
  },
  {
    what: 'Object.prototype with parts of a feature',
    code: `Object.prototype.begin = Object.prototype.early = Object.prototype.configured = function () { throw new Error('begin'); }; Object.prototype.commands = { record: 1 }; Object.prototype.settings = 'x';`,
  },
  {
    what: 'toJSON of an old library',
    code: `Array.prototype.toJSON = Object.prototype.toJSON = function () { return 'wrong'; }; Date.prototype.toJSON = function () { return 'wrong'; };`,
  },
  {
    what: 'toJSON that throws',
    code: `Array.prototype.toJSON = Object.prototype.toJSON = function () { throw new Error('toJSON'); };`,
  },
  {
    what: 'methods of arrays as old libraries had them',
    code: `Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; }; Array.from = function () { return []; }; Array.prototype.entries = function () { return this; };`,
  },
  { what: 'Object.freeze(Array.prototype)', code: 'Object.freeze(Array.prototype);' },
  {
    what: 'frozen intrinsics',
    code: `[Object, Array, Function, String, Date, RegExp, Map, Set, Promise].forEach(function (each) { Object.freeze(each); Object.freeze(each.prototype); });`,
  },
  {
    what: 'a frozen Object.prototype that has get, set and i',
    code: `Object.prototype.get = Object.prototype.set = Object.prototype.i = Object.prototype.flush = function () {}; Object.freeze(Object.prototype);`,
  },

  // Functions that a page has wrapped or that say what is not so.
  {
    what: 'answers without headers',
    code: `(function (real) { window.fetch = function () { return real.apply(window, arguments).then(function (r) { return { status: r.status, text: function () { return r.text(); } }; }); }; })(fetch);`,
  },
  {
    what: 'navigator.onLine that is false for ever',
    code: `Object.defineProperty(Navigator.prototype, 'onLine', { get: function () { return false; } });`,
  },
  {
    what: 'cookies that throw',
    code: `Object.defineProperty(document, 'cookie', { get: function () { throw new Error('no'); }, set: function () { throw new Error('no'); } });`,
  },
  {
    what: 'history functions that throw',
    code: `history.pushState = history.replaceState = function () { throw new Error('Not here'); };`,
  },
];
