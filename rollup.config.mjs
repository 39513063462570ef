import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import inject from '@rollup/plugin-inject';
import terser from '@rollup/plugin-terser';
import { minify } from 'uglify-js';
import { readBuiltIns } from './built-ins.mjs';
import { join } from './join.mjs';

const small = terser({
  ecma: 2020,
  module: true,
  compress: { passes: 3, unsafe_arrows: true, inline: 1 },
});

/** A second look at what a page loads: it finds what terser leaves, about 2 in 100 bytes. */
const smaller = {
  name: 'uglify',
  renderChunk(code) {
    const options = { module: false, compress: { passes: 3, inline: 1 }, sourceMap: true };
    const { error, ...result } = minify(code, options);
    if (error) throw error;
    return result;
  },
};

/** The snippets with a site key and an address to replace, as files to paste from. */
const snippets = {
  name: 'snippets',
  async generateBundle() {
    const { toGtmSnippet, toSnippet } = await import('./build/snippet.js');
    const site = { key: 'YOUR_KEY', script: '//YOUR_HOST/YOUR_KEY.2.js' };
    const emit = (fileName, text) =>
      this.emitFile({ type: 'asset', fileName, source: `${text}\n` });
    emit('snippet.html', toSnippet(site));
    emit('snippet-gtm.html', toGtmSnippet(site));
  },
};

const NATIVE = fileURLToPath(new URL('build/browser/native.js', import.meta.url));

/** The built-ins that a page may have replaced come from one place. */
const builtIns = inject({ exclude: NATIVE, modules: readBuiltIns(NATIVE) });

/** What the compiler knows of the source goes into the maps of `dist/`. */
const maps = {
  name: 'maps',
  async load(id) {
    const [code, map] = await Promise.all([readFile(id, 'utf8'), readFile(`${id}.map`, 'utf8')]);
    return { code, map: JSON.parse(map) };
  },
};

/** Hooks run in the browser: frameworks that render on a server have to be told. */
const banner = ({ name }) => (name === 'react' ? "'use client';" : '');

/** The TypeScript compiler has written `build/`; each entry of it becomes one file of `dist/`. */
const script = (name) => ({
  input: `build/${name}.js`,
  plugins: [maps, builtIns, ...join],
  // The maps stand beside the scripts; no page has to load the line that names them.
  output: {
    file: `dist/${name}.js`,
    format: 'iife',
    sourcemap: 'hidden',
    plugins: [small, smaller],
  },
});
const modules = (prefix, plugins, ...names) => ({
  input: Object.fromEntries(names.map((name) => [name, `build/${name}.js`])),
  external: ['react', 'vue'],
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    chunkFileNames: `chunks/${prefix}[name].js`,
    banner,
  },
  plugins: [maps, ...plugins],
});

/** A script that the client imports when a page asks for it. */
const imported = (name) => ({
  input: `build/${name}.js`,
  plugins: [maps],
  output: { file: `dist/${name}.js`, format: 'es', sourcemap: 'hidden', plugins: [small] },
});

export default [
  script('kmq'),
  script('kmq-site'),
  script('kmq-lite'),
  imported('kmq-debug'),
  modules('', [builtIns, ...join], 'index', 'react', 'vue'),
  // Nobody owns their globals, and a test may put its clock there.
  modules('server-', [snippets], 'node', 'snippet', 'testing', 'wire'),
];
