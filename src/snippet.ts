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

/**
 * JSON of what was called, `n` levels deep, without what a page may have replaced: no `JSON`, no `toJSON`. Functions and
 * elements are null, deeper objects empty; what throws is null. Texts are escaped as far as JSON and UTF-8 need it.
 */
const ENCODE =
  String.raw`function j(v,n,r,k,t){t=typeof v;if(t=="string")return'"'+v.replace(/["\\\0-\x1f\ud800-\udfff]/g,
function(c){return"\\u"+("000"+c.charCodeAt(0).toString(16)).slice(-4)})+'"';if(t!="object")return v-v==0?""+v:"null";
if(!v||v.nodeType)return"null";if(v.toISOString)return j(v.toISOString());r="";t={}.toString.call(v)=="[object Array]";
function e(k,c){c=r?",":"";try{r+=c+(t?"":j(k)+":")+j(v[k],n-1)}catch(x){r+=t?c+"null":""}}
if(n)if(t)for(k=0;k!=v.length;k++)e(k);else for(k in v)if({}.hasOwnProperty.call(v,k))e(k);
return t?"["+r+"]":"{"+r+"}"}`.replace(/\n/g, '');

/**
 * A page that goes before the library came sends its queue (W14) and notes how much of it went; a random number tells a
 * repeat from a second queue. Elements answer to their ids and names as globals and as members of the document: a global is
 * the window's own, and the cookies are asked of the prototype. What they may lack, localStorage has. The listener is
 * added by a method of our own element.
 */
const toUnloadLine = (address: string): string =>
  `${ENCODE}function h(o,k){return{}.hasOwnProperty.call(o,k)?o[k]:0}` +
  's.addEventListener.call(w,"pagehide",function(c,l,r,n){c="";try{l=w.localStorage;' +
  'c=";km_ai="+(l.km_ai||"")+";km_ni="+(l.km_ni||"")+";km_c="+(l.km_c||"")}catch(e){}' +
  'try{l=d.cookie;c+=";"+(l.big?l:o.__lookupGetter__("cookie").call(d))}catch(e){}' +
  'c=c.match(/\\bkm_(.i|c)=[^;]+/g);try{r=w.Math.random()}catch(e){r=+new Date}try{h(h(w,"KM"),"queue")||h(w,"KM_DNT")||h(w,"KMDNTH")||h(q,"sent")|!q[0]|/_c=0/.test(c)||' +
  `(n=w.navigator,q.sent=q.length*(n.sendBeacon?n:w.clientInformation).sendBeacon(${address},` +
  '"["+j(c,1)+","+j(w.location.href)+","+j(q,5)+","+r+"]"))}catch(e){}});';

/** The address of a script without its file name. */
const toFolder = (script: string): string => script.replace(/[?#].*/, '').replace(/[^/]*$/, '');

/**
 * The inline stub, ES5 without `<` and `&`: a queue for calls, the site key, one asynchronous request, and the unload
 * line. It passes its nonce on and makes the one Trusted Types policy, which the library finds as `_kmq.t`. Elements are
 * made by the prototype of the document. An address without a host is made absolute at once: a `<base>` that comes later is
 * not about it.
 */
export const toSnippetCode = ({ key, script, unload }: SnippetSettings): string => {
  const isAbsolute = /^([a-z]+:)?\/\//i.test(script);
  const query = `?_k=${encodeURIComponent(key)}`;
  const [address, find] = isAbsolute
    ? [toLiteral(toFolder(script) + query), `u=${toLiteral(script)};`]
    : [
        `s.src.replace(/[?#].*/,"").replace(/[^\\/]*$/,"")+${toLiteral(query)}`,
        `u=o.createElement.call(d,"a");u.href=${toLiteral(script)};u=u.href;`,
      ];
  return (
    '(function(w,d,o,s,u,q){o=d.__proto__;s=o.createElement.call(d,"script");' +
    `q=w._kmq;q=w._kmq=q?q.push?q:[]:[];w._kmk=(w._kmk||0).big?w._kmk:${toLiteral(key)};` +
    `${find}s.nonce=(d.currentScript||s).nonce;` +
    'try{u=(q.t=trustedTypes.createPolicy("kmq",{createScriptURL:function(u){return u}})).createScriptURL(u)}catch(e){}s.src=u;' +
    `${unload === false ? '' : toUnloadLine(address)}d.head.appendChild(s)})(window,document)`
  );
};

/** The snippet for the head of a page. */
export const toSnippet = (settings: SnippetSettings): string =>
  `<script>${toSnippetCode(settings)}</script>`;

/** The same as a Google Tag Manager Custom HTML tag, to fire on All Pages before every other tag that tracks. */
export const toGtmSnippet = (settings: SnippetSettings): string =>
  `<!-- kmq, Custom HTML tag: fire on All Pages, before other tags that call _kmq.push -->\n${toSnippet(settings)}`;
