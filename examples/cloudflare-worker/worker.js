// kmq below /t/ of your own site, by a Cloudflare Worker on the route `shop.example.com/t/*`. The variable COLLECTOR is
// the collector's address, `https://k.example.com`; it runs with KMQ_TRUST_PROXY and KMQ_APP_PORT.

/** Where the site has kmq; the route of the Worker says the same. */
const FOLDER = '/t/';

/** What the collector needs to know of a request; all else stays here, the visitor's address, too. */
const PASSED = [
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'content-type',
  'dnt',
  'if-none-match',
  'origin',
  'sec-gpc',
  'user-agent',
];

/**
 * Batches, single hits, scripts; nothing else is there: neither the app, nor the API, nor metrics.
 * @param {string} method @param {string} path
 */
const isNamed = (method, path) =>
  (path === '' && /^(POST|OPTIONS)$/.test(method)) ||
  /^([esa]|[A-Za-z0-9_-][A-Za-z0-9._-]*\.js)$/.test(path);

/**
 * What is passed on of a request's headers.
 * @param {Request} request @param {URL} url
 */
const toHeaders = (request, { host, protocol }) => {
  const headers = new Headers();
  for (const name of PASSED) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  // The cookie is renewed for the host and by the scheme that the visitor sees.
  headers.set('x-forwarded-host', host);
  headers.set('x-forwarded-proto', protocol.slice(0, -1));
  // One cookie, and no other one of the site.
  const [, cookie] = /(?:^|;\s*)(km_ai=[^;]*)/.exec(request.headers.get('cookie') ?? '') ?? [];
  if (cookie) headers.set('cookie', cookie);
  return headers;
};

export default {
  /**
   * The answer goes back as it is: how long it may be kept, and the cookie of a renewal.
   * @param {Request} request @param {{ COLLECTOR: string }} variables
   */
  async fetch(request, { COLLECTOR }) {
    const url = new URL(request.url);
    const { method } = request;
    const path = url.pathname.slice(FOLDER.length);
    if (!url.pathname.startsWith(FOLDER) || !isNamed(method, path))
      return new Response('Not found', { status: 404 });
    return fetch(new URL(`/${path}${url.search}`, COLLECTOR), {
      method,
      headers: toHeaders(request, url),
      redirect: 'manual',
      ...(method === 'POST' && { body: await request.arrayBuffer() }),
    });
  },
};
