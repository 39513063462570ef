/** What a page does to the globals, prototypes and names that a script of somebody else may count on. */
export interface Hostile {
  what: string;
  /** Runs as a classic script of the page. */
  code?: string;
  /** Stands in the page. */
  markup?: string;
  /** What the page's own console may say beside warnings of ours. */
  reports?: RegExp;
  /** Tried in every run of the tests, not by `prove:pages` only. */
  always?: true;
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
  {
    what: 'var Map and Set',
    code: 'var Map = { center: [0, 0] }; var Set = null;',
    always: true,
  },
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
    always: true,
    code: `let URL = 1, history = 2, navigator = 3, performance = 4, crypto = 5, localStorage = 6; const fetch = 7, Map = 8;
      class Element {} class Image {} let JSON = 9, Math = 10, globalThis = 11, self = 12, setTimeout = 13, Zone = 14;`,
  },
  {
    what: 'functions called btoa and AbortController',
    code: 'function btoa(text) { return ""; } function AbortController() {} function MutationObserver() {}',
  },
  {
    what: 'functions called queueMicrotask and Promise',
    code: 'function queueMicrotask() {} function Promise() {}',
  },
  {
    what: 'functions called as timers',
    code: 'function setTimeout() {} function setInterval() {} function clearTimeout() {} function clearInterval() {}',
  },
  {
    what: 'a fetch that throws',
    code: 'function fetch(page) { return document.getElementById(page).value.rows; }',
  },
  {
    what: 'a fetch that gives a value of its own',
    code: 'function fetch(page) { return page.length; }',
  },
  {
    what: 'a function called localStorage',
    code: 'function localStorage() {}',
  },
  {
    what: 'a localStorage of its own',
    code: 'Object.defineProperty(window, "localStorage", { value: {} });',
  },
  {
    what: 'functions called JSON and console',
    code: 'function JSON() {} function console() {} function Array() {}',
  },
  {
    what: 'functions called TextEncoder, Blob and Request',
    code: 'function TextEncoder() {} function Blob() {} function Request() {} function Headers() {} function Document() {} function Function() {}',
  },
  {
    what: 'variables called as members of window',
    code: 'var parent = 1, frames = 3, length = 4, name = 5, status = 6, origin = 7, event = 8, self = 9;',
  },
  {
    what: 'a page that is its own Error',
    code: 'function Error() {} function TypeError() {}',
  },
  {
    what: 'traces that throw',
    code: 'Error.prepareStackTrace = function () { throw 1; };',
  },
  {
    what: 'traces of another script',
    code: 'Error.prepareStackTrace = function (e, frames) { return frames; }; Error.stackTraceLimit = 0;',
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
    'location',
    'querySelector',
    'children',
    'constructor',
    'parentNode',
    'visibilityState',
    'characterSet',
    'removeEventListener',
  ].map((name) => named(name)),
  {
    what: 'images and objects called as members',
    markup: '<img name="cookie" alt=""><img name="referrer" alt=""><object name="title"></object>',
  },

  {
    what: 'forms called as members, and a global of its own',
    code: 'var URLSearchParams = 1, Map = 2, Date = 3, JSON = 4;',
    markup:
      '<form name="createElement"></form><form name="documentElement"></form><form name="querySelector"></form>',
    always: true,
  },
  {
    what: 'elements that the document answers to by more than one',
    markup:
      '<form name="cookie"></form><img name="cookie" alt=""><embed name="referrer"><iframe name="title" hidden></iframe>',
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
  {
    what: 'methods of arrays as old pages had them',
    code: `Array.prototype.find = function (value) { return this.indexOf(value); }; Array.prototype.findIndex = Array.prototype.find; Array.prototype.flat = function () { return this.join(); }; Array.prototype.fill = Array.prototype.last = Array.prototype.remove = function () { return this; };`,
  },
  {
    what: 'methods of texts as old pages had them',
    code: `String.prototype.startsWith = function (text) { return this.match('^' + text) == text; }; String.prototype.endsWith = function (text) { return this.substr(this.length - text.length) == text; }; String.prototype.at = String.prototype.padStart = String.prototype.repeat = function () { return ''; };`,
  },
  {
    what: 'toJSON of texts and numbers',
    code: `String.prototype.toJSON = Number.prototype.toJSON = Boolean.prototype.toJSON = function () { return '"' + this + '"'; };`,
    always: true,
  },
  {
    what: 'Function.prototype with members',
    code: `Function.prototype.method = function () { return this; }; Function.prototype.length2 = 1; Function.prototype.toString = function () { return 'function'; };`,
  },
  {
    what: 'Object.prototype with members of answers and entries',
    code: `Object.prototype.status = 500; Object.prototype.json = 1; Object.prototype.line = 'x'; Object.prototype.key = 'k'; Object.prototype.flying = 2; Object.prototype.late = 5; Object.prototype.error = 'x'; Object.prototype.accepted = 7;`,
  },
  {
    what: 'Object.prototype with settings and options of cookies',
    code: `Object.prototype.consent = 'required'; Object.prototype.endpoint = '/nowhere/'; Object.prototype.persistence = 'memory'; Object.prototype.cookieDomain = 'nowhere.test'; Object.prototype.protocol = 'kissmetrics';`,
  },
  {
    what: 'Object.prototype with commands',
    code: `Object.prototype.record = Object.prototype.push = Object.prototype.call = function () { return 0; }; Object.prototype.key = 'other'; Object.prototype.t = 1;`,
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
    what: 'answers with nothing but json()',
    code: `(function (real) { window.fetch = function () { return real.apply(window, arguments).then(function (r) { return { ok: r.ok, status: r.status, json: function () { return r.json(); } }; }); }; })(fetch);`,
  },
  {
    what: 'answers whose headers throw',
    code: `(function (real) { window.fetch = function () { return real.apply(window, arguments).then(function (r) { return { status: r.status, headers: {}, text: function () { return r.text(); } }; }); }; })(fetch);`,
  },
  {
    what: 'a fetch that is gone later',
    code: 'delete window.fetch;',
  },
  {
    what: 'timers that a tool has wrapped',
    code: `(function (set) { window.setTimeout = function (run, ms) { return set(function () { run(); }, ms); }; window.requestAnimationFrame = 1; })(setTimeout);`,
  },
  {
    what: 'addEventListener that a tool has wrapped',
    code: `(function (add) { EventTarget.prototype.addEventListener = function (type, run, options) { return add.call(this, type, run && function (event) { return run.call(this, event); }, options); }; })(EventTarget.prototype.addEventListener);`,
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
