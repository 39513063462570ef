import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, HTTPMethods, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { type AppSettings, createApp } from '../../src/app.js';
import { openTrail, type Trail } from '../../src/audit/trail.js';
import type { Engine, ResettableEngine } from '../../src/engine/engine.js';
import { findEngineKind } from '../../src/engine/engines.js';
import { createResettable } from '../../src/engine/open.js';
import { createCounts } from '../../src/health/counts.js';
import { createMetrics } from '../../src/health/metrics.js';
import { createLog, type Log, type LogParts } from '../../src/ingest/log/log.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import { withoutDeleted } from '../../src/ingest/log/without-deleted.js';
import { createUpkeep } from '../../src/ingest/packing/upkeep.js';
import { type Jobs, openJobs } from '../../src/jobs/jobs.js';
import type { JobParts } from '../../src/jobs/parts.js';
import { createLive, type Live } from '../../src/live/live.js';
import { createReportQueue } from '../../src/reports/report-queue.js';
import { createGuesses } from '../../src/routes/access/guesses.js';
import type { Parts } from '../../src/routes/parts.js';
import { readAllMoneyNames } from '../../src/routes/sites/setting.js';
import { createReceivedLog } from '../../src/sources/received.js';
import { createListReader } from '../../src/store/list-file.js';
import { createRateLimit } from '../../src/store/rate-limit.js';
import { createSite } from '../../src/store/site.js';
import { openStore, type Store } from '../../src/store/store.js';
import { createTeam } from '../../src/team/team.js';
import { createFolder, type Finish } from './folder.js';
import { NOW } from './hits.js';

/** The admin token of every test's collector. */
export const TOKEN = 'token-of-all-the-tests';

/** Reports that have read everything and know nobody. */
export const emptyEngine = (log: () => Log): Engine => ({
  follow: () => undefined,
  setNames: () => undefined,
  status: async () => ({ ready: true, seq: log().syncedSeq(), waitingSince: null }),
  people: async () => ({ people: [], cursor: null }),
  person: async () => null,
  between: async () => ({ links: [], chain: [] }),
  link: async () => null,
  waiting: async () => ({ links: [], cursor: null }),
  report: async () => {
    throw new Error('nothing reports here');
  },
  reportPeople: async () => ({ people: [], total: 0, cursor: null }),
  reportIdentities: async () => ({ identities: [], people: 0, asOf: NOW, report: 'members' }),
  isPopulation: async () => ({ people: 0, same: true }),
  listed: async (_site, _list, identities) => identities.map(() => ({ person: null, entries: [] })),
  catalogue: async () => [],
  signs: async () => ({
    notNumeric: [],
    unidentified: [],
    identities: { emails: 0, others: 0 },
    placeholders: [],
    links: { refused: 0, held: 0, unproven: 0, placeholder: 0 },
    skew: { hits: 0, seconds: 0 },
    late: { hits: 0, of: 0 },
    setAside: { count: 0, records: [] },
  }),
  exportedHits: async () => [],
  previewRetention: async () => ({ hits: 0, people: 0, shortened: 0, first: null, last: null }),
  erase: async () => undefined,
  close: async () => undefined,
});

/** A collector without a port, in a folder of its own, at `NOW`. */
export interface TestApp {
  app: FastifyInstance;
  log: Log;
  live: Live;
  store: Store;
  trail: Trail;
  jobs: Jobs;
  /** What jobs work with. */
  work: Omit<JobParts, 'report'>;
  folder: string;
  /** Moves the clock, in milliseconds. */
  pass(milliseconds: number): void;
  /** A request with the admin token. */
  ask(method: HTTPMethods, url: string, body?: object): Promise<LightMyRequestResponse>;
  /** The hits of a site as the export tells them. */
  exported(key?: string): Promise<Record<string, unknown>[]>;
}

/** An engine of which there is nothing to begin again. */
const keepEngine = (engine: Engine): ResettableEngine => ({
  reset: async (task) => task?.(),
  hold: (task) => task(),
  ...engine,
});

/** Reports of its own on the log of a test; whoever appends beside the app has to wait for them. */
const createReports = (
  data: string,
  { log, store }: { log: Log; store: Store },
  finish: Finish,
): ResettableEngine => {
  const settings = { folder: join(data, 'engine'), memoryMegabytes: 256, threads: 1 };
  const { open, remove } = findEngineKind(settings);
  const engine = createResettable(
    {
      create: () =>
        open(settings, {
          read: createLogReader(join(data, 'log')),
          readList: createListReader(join(data, 'lists')),
        }),
      remove: () => remove(settings),
    },
    { syncedSeq: log.syncedSeq, names: () => readAllMoneyNames(store) },
  );
  finish(engine.close);
  return {
    ...engine,
    async status() {
      engine.follow(log.syncedSeq());
      return engine.status();
    },
  };
};

/** What a test wants in the place of the usual parts. */
export interface Given {
  parts?: Partial<Omit<Parts, 'engine'>> & { engine?: Engine };
  settings?: Partial<AppSettings>;
  log?: Partial<LogParts>;
  /** A real engine on the log. */
  reports?: boolean;
}

/** Builds the app from the same parts as the program. */
export const createTestApp = async (
  given: Given = {},
  finish: Finish = onTestFinished,
): Promise<TestApp> => {
  const folder = createFolder(finish);
  const sdkFolder = join(folder, 'sdk');
  mkdirSync(sdkFolder);
  for (const name of ['kmq', 'kmq-site', 'kmq-lite', 'kmq-debug'])
    writeFileSync(
      join(sdkFolder, `${name}.js`),
      `console.log("${name}");\n//# sourceMappingURL=${name}.js.map\n`,
    );

  let now = NOW;
  const clock = () => now;
  const log = await createLog({
    folder: join(folder, 'log'),
    report: () => undefined,
    ...given.log,
  });
  const store = await openStore(folder, { now: clock, token: TOKEN, demo: false });
  await store.sites.save(createSite('demo', 'Demo', ''));
  const trail = await openTrail(join(folder, 'audit'), { now: clock, report: () => undefined });
  const live = createLive();
  const counts = createCounts();
  const logFolder = join(folder, 'log');
  const createReader = () => withoutDeleted(createLogReader(logFolder), store.deletions.covers);
  const { engine: givenEngine = emptyEngine(() => log), ...parts } = given.parts ?? {};
  const engine = given.reports
    ? createReports(folder, { log, store }, finish)
    : keepEngine(givenEngine);
  const upkeep = createUpkeep(logFolder, () => undefined);
  const work = {
    data: folder,
    log,
    logFolder,
    upkeep,
    createReader,
    engine,
    live,
    store,
    clock,
  };
  const jobs = await openJobs({ ...work, report: () => undefined });
  const app = await createApp(
    {
      log,
      upkeep,
      jobs,
      createReader,
      engine,
      reportQueue: createReportQueue(),
      live,
      counts,
      metrics: createMetrics({ log, logFolder, engine, counts, clock }),
      rateLimit: createRateLimit(clock),
      guesses: createGuesses(clock),
      team: createTeam(store.users, { now: clock, address: () => 'http://localhost:8484' }),
      trail,
      started: NOW,
      store,
      received: createReceivedLog(),
      clock,
      sdkFolder,
      webFolder: join(folder, 'web'),
      docsFolder: join(folder, 'docs'),
      scriptFolder: join(folder, 'scripts'),
      exportFolder: join(folder, 'exports'),
      address: () => 'http://127.0.0.1:8484',
      hosts: [],
      demoShop: () => undefined,
      ...parts,
    },
    { serves: { ingest: true, app: true }, trustProxy: false, ...given.settings },
  );
  finish(async () => {
    await app.close();
    await log.close();
    await trail.close();
    await store.drops.close();
  });

  const ask: TestApp['ask'] = async (method, url, body) =>
    app.inject({
      method: method as 'GET',
      url,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body && { payload: body }),
    });
  return {
    app,
    log,
    live,
    store,
    trail,
    jobs,
    work,
    folder,
    ask,
    pass(milliseconds) {
      now += milliseconds;
    },
    async exported(key = 'demo') {
      const { body } = await ask('GET', `/api/sites/${key}/export.jsonl`);
      return body.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
    },
  };
};

/** One app for all tests of a group, where no test changes what another one sees. */
export const shareTestApp = (given?: Given): (() => TestApp) => {
  const tasks: (() => void | Promise<void>)[] = [];
  let shared: TestApp;
  beforeAll(async () => {
    shared = await createTestApp(given, (task) => tasks.unshift(task));
  });
  afterAll(async () => {
    for (const task of tasks) await task();
  });
  return () => shared;
};
