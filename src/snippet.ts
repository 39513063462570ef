/** What the inline snippet needs to know of a site. */
export interface SnippetSettings {
  /** Site key, `^[A-Za-z0-9_-]{1,64}$`. */
  key: string;
  /** Address of the script, absolute or protocol-relative: `https://t.example.com/demo.2.js`. */
  script: string;
  /**
   * `false`: without the line that sends what was called when a visitor leaves before the script arrived. For sites
   * that ask for consent or respect GPC or DNT: the line can ask none of that.
   */
  unload?: boolean;
}

/** A value as a JavaScript string literal that is safe inside an inline script, in HTML and in XHTML. */
const toLiteral = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The folder of the script, where its collector takes batches, with the site key. */
const toAddress = ({ key, script }: SnippetSettings): string =>
  `${script.replace(/[?#].*/, '').replace(/[^/]*$/, '')}?_k=${encodeURIComponent(key)}`;

/**
 * A page that goes before the library came sends its queue (W14) and notes how much of it went. Functions and elements,
 * which may hold circles, go as null; a random number tells a repeat from a second queue.
 */
const toUnloadLine = (settings: SnippetSettings): string =>
  'addEventListener("pagehide",function(){try{u=d.cookie.match(/\\bkm_(.i|c)=[^;]*/g);' +
  'w.KM||w.KM_DNT||w.KMDNTH||q.sent|!q[0]|/_c=0/.test(u)||' +
  `(q.sent=q.length*navigator.sendBeacon(${toLiteral(toAddress(settings))},JSON.stringify([u,d.URL,q,Math.random()],` +
  'function(k,v){return v instanceof Function|v instanceof Node?null:v})))}catch(e){}});';

/**
 * The inline stub, ES5 without `<` and `&`: a queue for calls, the site key, one asynchronous request, and the unload
 * line. It passes its nonce on and makes the one Trusted Types policy, which the library finds as `_kmq.t`.
 */
export const toSnippetCode = (settings: SnippetSettings): string =>
  `(function(w,d,s,u,q){q=w._kmq=w._kmq||[];w._kmk=w._kmk||${toLiteral(settings.key)};s=d.createElement("script");` +
  `s.nonce=(d.currentScript||s).nonce;u=${toLiteral(settings.script)};` +
  'try{u=(q.t=trustedTypes.createPolicy("kmq",{createScriptURL:String})).createScriptURL(u)}catch(e){}' +
  `s.src=u;${settings.unload === false ? '' : toUnloadLine(settings)}d.head.appendChild(s)})(window,document)`;

/** The snippet for the head of a page. */
export const toSnippet = (settings: SnippetSettings): string =>
  `<script>${toSnippetCode(settings)}</script>`;

/** The same as a Google Tag Manager Custom HTML tag, to fire on All Pages before every other tag that tracks. */
export const toGtmSnippet = (settings: SnippetSettings): string =>
  `<!-- kmq, Custom HTML tag: fire on All Pages, before other tags that call _kmq.push -->\n${toSnippet(settings)}`;
