import { defineConfig } from 'vitest/config';

const source = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: [{ find: /^kmq\/(\w+)$/, replacement: `${source('./src/')}$1.ts` }],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // One process for several files: half of the time went into loading jsdom for each.
          isolate: false,
          include: [
            'test/unit/**/*.test.ts',
            'test/repo/**/*.test.ts',
            'collector/test/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: { name: 'bundle', include: ['test/bundle/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'delivery',
          include: ['bench/delivery/**/*.test.ts'],
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
