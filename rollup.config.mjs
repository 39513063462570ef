import terser from '@rollup/plugin-terser';

const small = terser({ ecma: 2020, module: true, compress: { passes: 3, unsafe_arrows: true } });

/** The TypeScript compiler has written `build/`; each entry of it becomes one file of `dist/`. */
const script = (name) => ({
  input: `build/${name}.js`,
  output: { file: `dist/${name}.js`, format: 'iife', sourcemap: true, plugins: [small] },
});
const modules = (...names) => ({
  input: Object.fromEntries(names.map((name) => [name, `build/${name}.js`])),
  output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: 'chunks/[name].js' },
});

export default [script('kmq'), script('kmq-lite'), modules('index', 'wire', 'snippet')];
