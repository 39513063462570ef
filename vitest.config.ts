import { defineConfig } from 'vitest/config';

const source = (path: string) => new URL(path, import.meta.url).pathname;

/** Tests of the collector that open an engine, files or a port, or tell long stories: they take longer than units do. */
const COLLECTOR = [
  'collector/test/{demo,engine/{conformance,duckdb,load,people-index,process},jobs,routes,start,team}/**/*.test.ts',
  'collector/test/{destinations,mcp,sources,sql}/**/*.test.ts',
  'collector/test/{app,engine/open,shop}.test.ts',
];

export default defineConfig({
  resolve: {
    alias: [{ find: /^kmq\/(\w+)$/, replacement: `${source('./src/')}$1.ts` }],
  },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          setupFiles: ['test/support/seed.ts'],
          testTimeout: 15_000,
          // One process for several files: half of the time went into loading jsdom for each.
          isolate: false,
          include: [
            'test/unit/**/*.test.ts',
            'test/repo/**/*.test.ts',
            'collector/test/**/*.test.ts',
          ],
          exclude: COLLECTOR,
        },
      },
      {
        extends: true,
        test: {
          name: 'collector',
          isolate: false,
          include: COLLECTOR,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'bundle',
          include: ['test/bundle/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // A browser now and then does not start or answer on a busy machine; what fails twice fails.
          retry: 1,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'attack',
          include: ['test/attack/**/*.test.ts'],
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
