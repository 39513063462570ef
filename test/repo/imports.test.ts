import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILES, read } from './files.js';

interface Layer {
  /** Files of the layer. */
  files: RegExp;
  /** What they may import beside their own layer: files by path from the root, modules of Node, packages. */
  may: RegExp;
  /** No file of this layer imports another one of it. */
  apart?: true;
}

/**
 * Who may import whom, the highest layer first: imports go down. What is in no layer, or is not named, is forbidden. The
 * first layer that holds a file counts.
 */
const LAYERS: Record<string, Layer> = {
  // The collector.
  // The app knows the collector by its API alone, and shares what an identity looks like, the types of reports, how a condition reads, when names are the same, and which properties tell where people come from, and how shares are tested.
  'collector: web': {
    files: /^collector\/web\//,
    may: /^(collector\/src\/(names|store\/(demo-sites|population)|reports\/(acquisition|breakdown|event-label|plan|registry|report|statistics|\w+\/schema))\.ts|@simplewebauthn\/browser$|fastest-levenshtein|preact(\/\w+)?|uplot(\/dist\/uPlot\.min\.css)?|vite|@preact\/preset-vite|kmq\/wire)$/,
  },
  'collector: main': { files: /^collector\/src\/main\.ts$/, may: /^(?!src\/)/ },
  // What main puts together: the folder, the parts, the words for the person who starts it.
  'collector: start': { files: /^collector\/src\/start\//, may: /^(?!src\/|collector\/src\/main)/ },
  'collector: app': {
    files: /^collector\/src\/app\.ts$/,
    may: /^(collector\/src\/((routes|ingest|people|reports|live|health|store|engine|sources|destinations|mcp)\/|config|errors|folder|shop)|node:|@?fastify|kmq$|kmq\/(wire|snippet)$)/,
  },
  // HTTP: ingest, scripts, the API, what other people's libraries and services send, and what they read.
  'collector: routes': {
    files: /^collector\/src\/(routes|sources|destinations|mcp)\//,
    may: /^(collector\/src\/((ingest|people|reports|jobs|live|health|store|team|audit|sharing)\/|engine\/(engine|failure)|errors|child-environment|config|fair-queue|folder|lower-priority|money|names)|node:|@?fastify|@modelcontextprotocol\/sdk\/|typebox|write-file-atomic$|lru-cache$|isbot$|csv-parse$|kmq\/(wire|snippet)$)/,
  },
  'collector: shop': {
    files: /^collector\/src\/shop\.ts$/,
    may: /^(node:|@?fastify|kmq\/snippet$)/,
  },
  // What takes longer than a request.
  'collector: jobs': {
    files: /^collector\/src\/jobs\//,
    may: /^(collector\/src\/((ingest|people|store|live|demo)\/|engine\/engine|errors|fair-queue|folder|serialize)|node:|kmq\/wire$|csv-parse$|temporal-polyfill$|yauzl$)/,
  },
  'collector: live': {
    files: /^collector\/src\/live\//,
    may: /^(collector\/src\/ingest\/record|node:|kmq\/wire$)/,
  },
  // The story of a made-up company, as records.
  'collector: demo': {
    files: /^collector\/src\/demo\//,
    may: /^(collector\/src\/ingest\/record|node:)/,
  },
  // What happened here, counted.
  'collector: health': {
    files: /^collector\/src\/health\//,
    may: /^(collector\/src\/(ingest\/|engine\/(engine|limits)|errors|names)|node:|prom-client$|kmq\/wire$)/,
  },
  'collector: engine worker': {
    // The entry of the engine's own process: it reads the log and opens the engine.
    files: /^collector\/src\/engine\/process\/worker\.ts$/,
    may: /^(collector\/src\/(engine\/([\w-]+\.ts|process\/)|ingest\/log\/read|store\/list-file)|node:)/,
  },
  // Which engine answers, and how it begins.
  'collector: engine opening': {
    files: /^collector\/src\/engine\/open\.ts$/,
    may: /^collector\/src\/(engine\/([\w-]+\.ts|process\/)|serialize)/,
  },
  'collector: engine process': {
    files: /^collector\/src\/engine\/process\//,
    may: /^(collector\/src\/(engine\/[\w-]+\.ts|money|lower-priority|child-environment)|node:)/,
  },
  // The kinds of engines, by name: the one place that knows them all.
  'collector: engine kinds': {
    files: /^collector\/src\/engine\/engines\.ts$/,
    may: /^collector\/src\/engine\/([\w-]+\.ts|core\/|duckdb\/(folder|open-duckdb)\.ts)/,
  },
  'collector: engine on DuckDB': {
    files: /^collector\/src\/engine\/duckdb\//,
    may: /^(collector\/src\/(engine\/([\w-]+\.ts|core\/|people-index\/store)|people\/|money|reports\/(acquisition|event-label|members|plan|registry|rows|\w+\/(plan|schema))|ingest\/record)|node:|@duckdb\/node-api$|kmq\/wire$)/,
  },
  // What every engine does alike, over any storage.
  'collector: engine core': {
    files: /^collector\/src\/engine\/core\//,
    may: /^(collector\/src\/(engine\/([\w-]+\.ts|load\/|people-index\/)|people\/|money|reports\/(plan|registry))|node:)/,
  },
  // Follows the log into any storage.
  'collector: engine loader': {
    files: /^collector\/src\/engine\/(load\/|storage\.ts$)/,
    may: /^(collector\/src\/(engine\/([\w-]+\.ts|people-index\/)|ingest\/record|money)|node:)/,
  },
  // Who is who: one implementation for every engine, which keeps its rows in a local store.
  'collector: people index': {
    files: /^collector\/src\/engine\/people-index\//,
    may: /^(collector\/src\/(engine\/[\w-]+\.ts|people\/|money|ingest\/record|names)|kmq\/wire$)/,
  },
  'collector: engine': {
    files: /^collector\/src\/engine\//,
    // What a record means is the wire's to say; who is one person, that of `people`.
    may: /^(collector\/src\/(people\/|money|reports\/(acquisition|event-label|members|plan|registry|rows|\w+\/(plan|schema))|ingest\/(record|same-hit)|names)|node:crypto$|kmq\/wire$|bowser$)/,
  },
  // Requests → plans, what was counted → answers. Plans are what the engine knows of reports.
  'collector: reports': {
    files: /^collector\/src\/reports\//,
    may: /^(collector\/src\/(errors|fair-queue|money|names)|kmq\/wire$|temporal-polyfill$|typebox)/,
  },
  // The whole store, users included.
  'collector: store opening': {
    files: /^collector\/src\/store\/store\.ts$/,
    may: /^(collector\/src\/(store\/|team\/(users|pseudonyms)|sharing\/shares|serialize|errors|folder)|node:)/,
  },
  // What people did, as lines that are only ever added.
  'collector: audit': {
    files: /^collector\/src\/audit\//,
    may: /^(collector\/src\/(store\/|team\/roles|errors|serialize|folder)|node:|write-file-atomic$)/,
  },
  // Who may do what: people, roles, ways to sign in.
  'collector: team': {
    files: /^collector\/src\/team\/(?!roles\.ts)/,
    may: /^(collector\/src\/(store\/|team\/roles|config|errors|serialize)|node:|@node-rs\/argon2$|@zxcvbn-ts\/|@simplewebauthn\/server$|otpauth$|uqr$|nodemailer$|openid-client$|bowser$)/,
  },
  'collector: sharing': {
    files: /^collector\/src\/sharing\//,
    may: /^(collector\/src\/(store\/|errors|serialize)|node:)/,
  },
  'collector: store': {
    files: /^collector\/src\/store\/(?!store\.ts)/,
    may: /^(collector\/src\/(team\/roles|ingest\/(admission\/(addresses|robots)|record)|config|folder|errors|serialize)|node:|typebox|kmq\/wire$|write-file-atomic$)/,
  },
  // What each role may do.
  'collector: team roles': { files: /^collector\/src\/team\/roles\.ts$/, may: /^$/ },
  'collector: ingest': {
    files: /^collector\/src\/ingest\//,
    may: /^(collector\/src\/(folder|lower-priority|child-environment|errors|serialize)|node:|kmq\/wire$|isbot$|mmdb-lib$)/,
  },
  // Pure: links in, persons out.
  'collector: people': { files: /^collector\/src\/people\//, may: /^kmq\/wire$/ },
  // Amounts, and under which names hits tell them.
  'collector: money': {
    files: /^collector\/src\/money\.ts$/,
    may: /^(collector\/src\/names|kmq\/wire$)/,
  },
  // How names are compared.
  'collector: names': { files: /^collector\/src\/names\.ts$/, may: /^$/ },
  // One task after the other.
  'collector: serialize': { files: /^collector\/src\/serialize\.ts$/, may: /^$/ },
  'collector: errors': { files: /^collector\/src\/errors\.ts$/, may: /^kmq\/wire$/ },
  // How sites take turns.
  'collector: fair queue': { files: /^collector\/src\/fair-queue\.ts$/, may: /^$/ },
  'collector: config': { files: /^collector\/src\/config(\.ts|\/)/, may: /^node:(net|path|url)$/ },
  'collector: folder': { files: /^collector\/src\/folder\.ts$/, may: /^node:(fs\/promises|path)$/ },
  'collector: lower priority': {
    files: /^collector\/src\/(lower-priority|child-environment)\.ts$/,
    may: /^node:(child_process|os)$/,
  },

  // The SDK: entries → features → core → browser, and the wire below all of them. No package, nothing of Node.
  'sdk: wire entry': { files: /^src\/wire\.ts$/, may: /^src\/wire\//, apart: true },
  'sdk: snippet entry': { files: /^src\/snippet\.ts$/, may: /^$/, apart: true },
  'sdk: node entry': { files: /^src\/node\.ts$/, may: /^src\/(server|core\/plan)/, apart: true },
  'sdk: react entry': {
    files: /^src\/react\.ts$/,
    may: /^(src\/(bindings\/|core\/plan)|react$)/,
    apart: true,
  },
  'sdk: vue entry': {
    files: /^src\/vue\.ts$/,
    may: /^(src\/(bindings\/|core\/plan)|vue$)/,
    apart: true,
  },
  'sdk: testing entry': {
    files: /^src\/testing\.ts$/,
    may: /^src\/(testing\/|core\/plan|wire\/)/,
    apart: true,
  },
  'sdk: testing': { files: /^src\/testing\//, may: /^src\/(core|browser|wire)\// },
  // What bindings share: a client they are given, of which they know the types alone.
  'sdk: bindings': {
    files: /^src\/bindings\//,
    may: /^src\/(browser\/(lifecycle|report)|core\/(commands|plan))/,
  },
  // Runs where there is no page: in Node, workers, edge runtimes.
  'sdk: server': { files: /^src\/server\//, may: /^src\/(wire\/|browser\/(random|report))/ },
  'sdk: inspector entry': { files: /^src\/kmq-debug\.ts$/, may: /^src\/inspector\//, apart: true },
  'sdk: inspector': { files: /^src\/inspector\//, may: /^src\/wire\// },
  'sdk: entries': {
    files: /^src\/[\w-]+\.ts$/,
    may: /^src\/(builds|features|core|browser|wire)\//,
    apart: true,
  },
  // Features as more than one script has them.
  'sdk: builds': { files: /^src\/builds\//, may: /^src\/(features|core)\// },
  'sdk: features': { files: /^src\/features\//, may: /^src\/(core|browser|wire)\//, apart: true },
  'sdk: core': { files: /^src\/core\//, may: /^src\/(browser|wire)\// },
  'sdk: browser': { files: /^src\/browser\//, may: /^$/ },
  'sdk: wire': { files: /^src\/wire\//, may: /^$/ },
};

const NAMES = Object.keys(LAYERS);

const IMPORT = /(?:\bfrom\s+|\bimport(?:\s+|\s*\(\s*))'([^']+)'/g;
/** Comments hold the word `from`, too. */
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g;

const importsOf = (file: string): string[] =>
  [...read(file).replace(COMMENT, '').matchAll(IMPORT)].map(([, name = '']) =>
    name.startsWith('.') ? posix.join(posix.dirname(file), name).replace(/\.js$/, '.ts') : name,
  );

const layerOf = (path: string): string | undefined =>
  NAMES.find((name) => LAYERS[name]!.files.test(path));

const isAllowed = (file: string, imported: string): boolean => {
  const name = layerOf(file);
  if (!name) return false;
  const { may, apart } = LAYERS[name]!;
  return may.test(imported) || (!apart && layerOf(imported) === name);
};

/** A layer imports itself and what stands below it. */
const isUpward = (file: string, imported: string): boolean => {
  const [own, other] = [file, imported].map((path) => NAMES.indexOf(layerOf(path)!)) as [
    number,
    number,
  ];
  return other >= 0 && other < own;
};

const SOURCES = FILES.filter((file) => /^(src|collector\/(src|web))\/.*\.tsx?$/.test(file));

/** The file of the repository that an import names; none where it is a package. */
const findSource = (imported: string): string[] =>
  [imported.replace(/^kmq\/(\w+)$/, 'src/$1.ts'), imported.replace(/\.ts$/, '.tsx')].filter(
    (path) => SOURCES.includes(path),
  );

/** Files, each with those that it imports. */
type Graph = ReadonlyMap<string, readonly string[]>;

/** Ways from a file back to itself, one for each import that closes a circle. */
const findCircles = (graph: Graph): string[][] => {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push(way.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const imported of graph.get(file) ?? []) visit(imported, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
};

describe('imports', () => {
  it('go in no circle', () => {
    const circle = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['d', 'a']],
      ['d', []],
    ]);
    expect(findCircles(circle)).toEqual([['a', 'b', 'c']]);
    const graph = new Map(SOURCES.map((file) => [file, importsOf(file).flatMap(findSource)]));
    expect(findCircles(graph)).toEqual([]);
  });

  it('go down', () => {
    expect(isUpward('src/core/hits.ts', 'src/features/clicks.ts')).toBe(true);
    expect(isUpward('collector/src/ingest/record.ts', 'collector/src/engine/engine.ts')).toBe(true);
    expect(isUpward('collector/src/engine/engine.ts', 'collector/src/engine/open.ts')).toBe(true);
    expect(isUpward('collector/src/engine/open.ts', 'collector/src/engine/engine.ts')).toBe(false);
    const upward = SOURCES.flatMap((file) =>
      importsOf(file)
        .flatMap(findSource)
        .filter((imported) => isUpward(file, imported))
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(upward).toEqual([]);
  });

  it('of what is built name files that are there', () => {
    const missing = FILES.filter((file) => /^bench\/.*\.mjs$/.test(file)).flatMap((file) =>
      importsOf(file)
        .filter((imported) => imported.startsWith('collector/dist/'))
        .filter((built) => !FILES.includes(built.replace('/dist/', '/src/')))
        .map((built) => `${file} imports ${built}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(SOURCES)('%s keeps to its layer', (file) => {
    expect(layerOf(file)).toBeDefined();
    expect(importsOf(file).filter((imported) => !isAllowed(file, imported))).toEqual([]);
  });

  it.each([
    ['src/wire/hit.ts', 'src/browser/cookie.ts'],
    ['src/browser/cookie.ts', 'src/wire/hit.ts'],
    ['src/core/person.ts', 'src/features/clicks.ts'],
    ['src/features/forms.ts', 'src/features/clicks.ts'],
    ['src/kmq.ts', 'src/index.ts'],
    ['src/server/client.ts', 'src/core/client.ts'],
    ['src/server/client.ts', 'node:http'],
    ['src/node.ts', 'src/index.ts'],
    ['src/react.ts', 'vue'],
    ['src/bindings/client.ts', 'react'],
    ['src/bindings/client.ts', 'src/core/client.ts'],
    ['src/core/person.ts', 'fastify'],
    ['src/core/person.ts', 'node:fs'],
    ['src/elsewhere/x.ts', 'src/wire/hit.ts'],
    ['collector/src/ingest/log/log.ts', 'src/wire.ts'],
    ['collector/src/ingest/log/log.ts', 'collector/src/routes/hits/batch.ts'],
    ['collector/src/engine/duckdb/answer/people.ts', 'collector/src/routes/people/people.ts'],
    ['collector/src/engine/engine.ts', '@duckdb/node-api'],
    ['collector/src/engine/people-index/identities.ts', '@duckdb/node-api'],
    ['collector/src/engine/load/loader.ts', 'collector/src/engine/duckdb/tables/rows.ts'],
    [
      'collector/src/engine/people-index/identities.ts',
      'collector/src/engine/duckdb/tables/rows.ts',
    ],
    ['collector/src/people/people.ts', 'collector/src/engine/engine.ts'],
    ['collector/src/people/people.ts', 'node:fs'],
    ['collector/src/routes/hits/live.ts', '@duckdb/node-api'],
    ['collector/src/main.ts', 'src/wire.ts'],
    ['collector/web/main.tsx', 'collector/src/errors.ts'],
  ])('%s may not import %s', (file, imported) => {
    expect(isAllowed(file, imported)).toBe(false);
  });
});
