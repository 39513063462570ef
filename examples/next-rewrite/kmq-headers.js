/** What the collector needs to know of a request; all else stays here, the visitor's address, too. */
const PASSED = [
  'accept-encoding',
  'content-length',
  'content-type',
  'dnt',
  'host',
  'if-none-match',
  'origin',
  'sec-gpc',
  'user-agent',
  'x-forwarded-proto',
];

/**
 * The headers that go on to the collector: of the cookies `km_ai` alone.
 * @param {Headers} headers
 */
export const toPassed = (headers) => {
  const passed = new Headers();
  for (const name of PASSED) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value);
  }
  const [, cookie] = /(?:^|;\s*)(km_ai=[^;]*)/.exec(headers.get('cookie') ?? '') ?? [];
  if (cookie) passed.set('cookie', cookie);
  return passed;
};
