import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createApp } from '../app.js';
import { openTrail } from '../audit/trail.js';
import type { Config } from '../config.js';
import { startEngine } from '../engine/open.js';
import { createCounts } from '../health/counts.js';
import { createMetrics, createSyncSeconds } from '../health/metrics.js';
import { createLog } from '../ingest/log/log.js';
import { createLogReader } from '../ingest/log/read.js';
import { withoutDeleted } from '../ingest/log/without-deleted.js';
import { packApart } from '../ingest/packing/pack-apart.js';
import { createUpkeep } from '../ingest/packing/upkeep.js';
import { openJobs } from '../jobs/jobs.js';
import { createLive } from '../live/live.js';
import { createReportQueue } from '../reports/report-queue.js';
import { createGuesses } from '../routes/access/guesses.js';
import type { Parts } from '../routes/parts.js';
import { readAllMoneyNames } from '../routes/sites/setting.js';
import { createReceivedLog } from '../sources/received.js';
import { type Claim, claimFolder } from '../store/claim.js';
import { HISTORY_SITE } from '../store/demo-sites.js';
import { BYTE_RATES, createRateLimit } from '../store/rate-limit.js';
import { createSite } from '../store/site.js';
import { DISK_FLOOR, watchSpace } from '../store/space.js';
import { openStore, type Store } from '../store/store.js';
import { createMail } from '../team/mail.js';
import { createTeam } from '../team/team.js';
import { readCountries } from './countries.js';
import { writeFormat } from './format.js';
import { prepareFolder, toClaimProblem } from './problem.js';
import { type Proxies, watchProxies } from './proxies.js';
import { maySaySecrets } from './welcome.js';

/** Everything that runs, on no port yet. */
export interface Collector {
  store: Store;
  claim: Claim;
  /** Hits and scripts; without an app port, app and API, too. */
  server: FastifyInstance;
  /** App and API on a port of their own. */
  appServer: FastifyInstance | undefined;
  /** Has the story of a made-up company loaded into a site of its own, once for a data folder; answers the site's key. */
  loadHistory(): Promise<string>;
  /** Stops in the order in which nothing acknowledged is lost. */
  close(): Promise<void>;
}

/** Addresses that are known only when ports are open. */
export interface Addresses {
  ingest: string;
  /** Of the app. */
  app?: string;
  shop?: string;
}

/** How often sites that a command added beside this process are noticed. */
const REFRESH_MS = 2_000;

/** Hits that are older than their site wants are looked for a while after the start, and each day. */
const EXPIRE_AFTER_MS = 10 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRE_EVERY_MS = DAY_MS;

const SDK_FOLDER = fileURLToPath(new URL('.', import.meta.resolve('kmq/kmq.js')));
const WEB_FOLDER = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const DOCS_FOLDER = fileURLToPath(new URL('../../dist/docs/', import.meta.url));

const claim = (data: string): Claim => {
  const claimed = claimFolder(data);
  if ('release' in claimed) return claimed;
  throw toClaimProblem(data, claimed.running);
};

/** Does something a while after the start and each day, until the answer is called. */
const repeatSlowly = (
  work: () => Promise<void>,
  report: (message: string, facts: object) => void,
): (() => void) => {
  let timer: NodeJS.Timeout;
  const start = (wait: number): void => {
    timer = setTimeout(async () => {
      await work().catch((err) => report('Old hits could not be removed.', { err }));
      start(EXPIRE_EVERY_MS);
    }, wait);
    timer.unref();
  };
  start(EXPIRE_AFTER_MS);
  return () => clearTimeout(timer);
};

/** One server or two, over the same parts. */
const createServers = async (
  { trustProxy: trusted, appPort }: Config,
  parts: Parts,
  { logger, proxies }: { logger: Logger; proxies: Proxies | undefined },
): Promise<Pick<Collector, 'server' | 'appServer'>> => {
  const trustProxy = proxies?.trusts ?? trusted;
  const create = (ingest: boolean, app: boolean) =>
    createApp(parts, { trustProxy, logger, serves: { ingest, app } });
  if (appPort === undefined) return { server: await create(true, true), appServer: undefined };
  return { server: await create(true, false), appServer: await create(false, true) };
};

/** Opens the data folder and puts the parts together. */
export const openCollector = async (
  config: Config,
  { logger, addresses }: { logger: Logger; addresses: Addresses },
): Promise<Collector> => {
  const { data, publicUrl, token, host, countries } = config;
  const findCountry = countries === undefined ? undefined : readCountries(countries).find;
  prepareFolder(data);
  const claimed = claim(data);
  const logFolder = join(data, 'log');
  const report = (message: string, facts: object = {}) => logger.warn(facts, message);

  const syncSeconds = createSyncSeconds();
  const upkeep = createUpkeep(logFolder, report, packApart);
  const log = await createLog({
    folder: logFolder,
    report,
    onSynced: (seq) => engine.follow(seq),
    onSync: (seconds) => syncSeconds.observe(seconds),
    onSegment: upkeep.pack,
  });
  await writeFormat(data);
  upkeep.pack();
  const store = await openStore(data, {
    now: Date.now,
    token,
    firstToken: maySaySecrets(config, process.stdout.isTTY),
    demo: !publicUrl,
  });
  const trail = await openTrail(join(data, 'audit'), { now: Date.now, report });
  const refresh = setInterval(() => {
    store.sites.refresh().catch((error) => report('The sites cannot be read.', { err: error }));
  }, REFRESH_MS);
  const engine = startEngine(
    {
      folder: join(data, 'engine'),
      log: logFolder,
      lists: join(data, 'lists'),
      report,
    },
    { syncedSeq: log.syncedSeq, names: () => readAllMoneyNames(store) },
  );

  const space = await watchSpace({
    folder: data,
    floor: config.diskFloor ?? DISK_FLOOR,
    now: Date.now,
    report,
  });
  const proxies = Array.isArray(config.trustProxy)
    ? await watchProxies(config.trustProxy, { report })
    : undefined;
  const counts = createCounts();
  const live = createLive();
  const createReader = () => withoutDeleted(createLogReader(logFolder), store.deletions.covers);
  const jobs = await openJobs({
    data,
    log,
    logFolder,
    upkeep,
    createReader,
    engine,
    live,
    store,
    clock: Date.now,
    report,
  });
  const stopExpiring = repeatSlowly(async () => {
    for (const { key, trailDays } of store.sites.list())
      if (trailDays !== null) await trail.expire(key, Date.now() - trailDays * DAY_MS);
    const removed = await jobs.expire();
    if (Object.keys(removed).length)
      report('Hits that are older than their sites keep them were removed.', { removed });
  }, report);
  const servers = await createServers(
    config,
    {
      log,
      upkeep,
      createReader,
      jobs,
      engine,
      reportQueue: createReportQueue(),
      live,
      counts,
      metrics: createMetrics(
        { log, logFolder, engine, counts, space, clock: Date.now },
        syncSeconds,
      ),
      rateLimit: createRateLimit(Date.now, {
        site: config.siteBytes ?? BYTE_RATES.site,
        sender: config.senderBytes ?? BYTE_RATES.sender,
      }),
      guesses: createGuesses(Date.now),
      team: createTeam(store.users, {
        now: Date.now,
        provider: config.provider,
        mail: config.mail && createMail(config.mail.url, config.mail.from),
        address: () => publicUrl ?? addresses.app ?? addresses.ingest,
      }),
      trail,
      space,
      findCountry,
      started: Date.now(),
      store,
      received: createReceivedLog(),
      clock: Date.now,
      sdkFolder: SDK_FOLDER,
      webFolder: WEB_FOLDER,
      docsFolder: DOCS_FOLDER,
      scriptFolder: join(data, 'scripts'),
      exportFolder: join(data, 'exports'),
      address: () => publicUrl ?? addresses.ingest,
      hosts: [host, ...(publicUrl ? [new URL(publicUrl).hostname] : [])],
      publicOrigin: publicUrl && new URL(publicUrl).origin,
      demoShop: () => addresses.shop,
    },
    { logger, proxies },
  );
  return {
    ...servers,
    store,
    claim: claimed,
    async loadHistory() {
      const { key, name } = HISTORY_SITE;
      if (store.sites.find(key)) return key;
      await store.sites.save(createSite(key, name, new Date().toISOString()));
      await jobs.history(key);
      return key;
    },
    async close() {
      clearInterval(refresh);
      stopExpiring();
      space.close();
      proxies?.close();
      await Promise.all([servers.server.close(), servers.appServer?.close()]);
      await log.close();
      await trail.close();
      await store.drops.close();
      await upkeep.close();
      await engine.close();
      claimed.release();
    },
  };
};
