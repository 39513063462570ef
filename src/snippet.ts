/** What the inline snippet needs to know of a site. */
export interface SnippetSettings {
  /** Site key, `^[A-Za-z0-9_-]{1,64}$`. */
  key: string;
  /** Address of the script, absolute or protocol-relative: `https://t.example.com/demo.2.js`. */
  script: string;
}

/** A value as a JavaScript string literal that is safe inside an inline script, in HTML and in XHTML. */
const toLiteral = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * The inline stub, ES5 without `<` and `&`: a queue for calls, the site key, one asynchronous request.
 * It passes its nonce on and makes the one Trusted Types policy, which the library finds as `_kmq.t`.
 */
export const toSnippetCode = ({ key, script }: SnippetSettings): string =>
  `(function(w,d,s,u){w._kmq=w._kmq||[];w._kmk=w._kmk||${toLiteral(key)};s=d.createElement("script");` +
  `s.nonce=(d.currentScript||s).nonce;u=${toLiteral(script)};` +
  'try{u=(w._kmq.t=trustedTypes.createPolicy("kmq",{createScriptURL:function(x){return x}})).createScriptURL(u)}catch(e){}' +
  's.src=u;d.head.appendChild(s)})(window,document)';

/** The snippet for the head of a page. */
export const toSnippet = (settings: SnippetSettings): string =>
  `<script>${toSnippetCode(settings)}</script>`;

/** The same as a Google Tag Manager Custom HTML tag, to fire on All Pages before every other tag that tracks. */
export const toGtmSnippet = (settings: SnippetSettings): string =>
  `<!-- kmq, Custom HTML tag: fire on All Pages, before other tags that call _kmq.push -->\n${toSnippet(settings)}`;
