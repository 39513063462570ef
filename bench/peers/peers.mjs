// The peers: how a page loads each, and by which id each tells a repeat from a new event.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * `module`: the file of `pages/` that starts it as its vendor describes. `script`: what the vendor builds to be loaded by
 * a script element, where the package has it. `id`: its name for the id of one event, where events have one.
 * @typedef {{ name: string, module: string, package?: string, script?: string, id?: string }} Peer
 */

/** @type {Peer[]} */
export const PEERS = [
  { name: 'kmq', module: 'kmq', script: '../../dist/kmq.js' },
  {
    name: 'PostHog',
    module: 'posthog',
    package: 'posthog-js',
    script: 'posthog-js/dist/array.js',
    id: 'uuid',
  },
  {
    name: 'Mixpanel',
    module: 'mixpanel',
    package: 'mixpanel-browser',
    script: 'mixpanel-browser/dist/mixpanel.min.js',
    id: '$insert_id',
  },
  {
    name: 'Amplitude',
    module: 'amplitude',
    package: '@amplitude/analytics-browser',
    script: '@amplitude/analytics-browser/lib/scripts/amplitude-min.js',
    id: 'insert_id',
  },
  {
    name: 'Segment',
    module: 'segment',
    package: '@segment/analytics-next',
    script: '@segment/analytics-next/dist/umd/standalone.js',
    id: 'messageId',
  },
  {
    name: 'Snowplow',
    module: 'snowplow',
    package: '@snowplow/browser-tracker',
    script: '@snowplow/browser-tracker/dist/index.umd.min.js',
    id: 'eid',
  },
  {
    name: 'RudderStack',
    module: 'rudderstack',
    package: '@rudderstack/analytics-js',
    id: 'messageId',
  },
  { name: 'Plausible', module: 'plausible', package: '@plausible-analytics/tracker' },
  {
    name: 'Countly',
    module: 'countly',
    package: 'countly-sdk-web',
    script: 'countly-sdk-web/lib/countly.min.js',
  },
  {
    name: 'Jitsu',
    module: 'jitsu',
    package: '@jitsu/js',
    script: '@jitsu/js/dist/web/p.js.txt',
    id: 'messageId',
  },
  {
    name: 'Ahoy',
    module: 'ahoy',
    package: 'ahoy.js',
    script: 'ahoy.js/dist/ahoy.min.js',
    id: 'id',
  },
  { name: 'OpenPanel', module: 'openpanel', package: '@openpanel/web' },
];

const toFile = (path) => new URL(path, import.meta.url);

/** The version that is installed, of a peer or of kmq. */
export const readVersion = (peer) =>
  JSON.parse(
    readFileSync(
      toFile(peer.package ? `node_modules/${peer.package}/package.json` : '../../package.json'),
      'utf8',
    ),
  ).version;

/** The vendor's own script as it comes; undefined where the package has none. */
export const readScript = ({ script }) =>
  script && readFileSync(toFile(script.startsWith('.') ? script : `node_modules/${script}`));

/**
 * What a page loads that imports a module of `pages/`: minified ES modules, the first of them the entry.
 * `first` are those that it loads before anything runs; the others come when the peer asks for them.
 */
export const bundle = async (module) => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: toFile('.').pathname,
    entryPoints: { [module]: `pages/${module}.js` },
    entryNames: '[name]',
    chunkNames: `${module}-[hash]`,
    outdir: 'out',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2020',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const toName = (path) => path.split('/').at(-1);
  const files = new Map(
    outputFiles.map(({ path, contents }) => [toName(path), Buffer.from(contents)]),
  );
  const first = new Set();
  const add = (path) => {
    if (first.has(toName(path))) return;
    first.add(toName(path));
    for (const { path: next, kind, external } of metafile.outputs[path].imports)
      if (kind === 'import-statement' && !external) add(next);
  };
  add(`out/${module}.js`);
  return { files, first: [...first] };
};
