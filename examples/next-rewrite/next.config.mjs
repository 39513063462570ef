/** kmq below /t/ of a Next.js site; COLLECTOR is the collector's address, `http://127.0.0.1:8484`. */
const { COLLECTOR = 'http://127.0.0.1:8484' } = process.env;

/** Batches, single hits, scripts; nothing else is there: neither the app, nor the API, nor metrics. */
export const KMQ_PATHS = [
  { source: '/t/', destination: `${COLLECTOR}/` },
  { source: '/t/:kind(e|s|a)', destination: `${COLLECTOR}/:kind` },
  { source: '/t/:script([A-Za-z0-9_-][A-Za-z0-9._-]*[.]js)', destination: `${COLLECTOR}/:script` },
];

export default {
  // `POST /t/` would be sent to `/t` first.
  skipTrailingSlashRedirect: true,
  // Before the pages and files of the site, for both have names of their own.
  rewrites: async () => ({ beforeFiles: KMQ_PATHS, afterFiles: [], fallback: [] }),
};
