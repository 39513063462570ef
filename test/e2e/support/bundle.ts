import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

const FOLDER = new URL('../../pages/client/', import.meta.url);

/** An app of `test/pages/client` with its libraries, as one script for production. */
export const bundle = async (name: string): Promise<string> => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    // Both follow NODE_ENV otherwise, and this is a test.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL(name, FOLDER)), formats: ['iife'], name: 'app' },
    },
  });
  const { output } = (built as Rolldown.RolldownOutput[])[0]!;
  return output[0].code;
};
