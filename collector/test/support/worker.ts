import { build } from 'vite';

const root = new URL('../../../', import.meta.url);
const toPath = (path: string) => new URL(path, root).pathname;

/** The program of the engine's process, built from source: a process of its own runs no TypeScript. */
export const buildWorker = async (): Promise<URL> => {
  const outDir = toPath('node_modules/.cache/kmq-test-worker/');
  await build({
    configFile: false,
    root: root.pathname,
    logLevel: 'error',
    resolve: { alias: [{ find: /^kmq\/(\w+)$/, replacement: `${toPath('src/')}$1.ts` }] },
    build: {
      ssr: toPath('collector/src/engine/process/worker.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  return new URL(`file://${outDir}worker.mjs`);
};
