import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { createDuckDbEngine } from './engine/duckdb/remote.js';
import { createLog } from './ingest/log.js';
import { createLogReader } from './ingest/read.js';
import { createLive } from './live/live.js';
import { Problem, prepareFolder } from './problem.js';
import { type Claim, claimFolder } from './store/claim.js';
import { openStore, type Store } from './store/store.js';

/** Everything that runs, on no port yet. */
export interface Collector {
  store: Store;
  claim: Claim;
  /** Hits and scripts; without an app port, app and API, too. */
  server: FastifyInstance;
  /** App and API on a port of their own. */
  appServer: FastifyInstance | undefined;
  /** Stops in the order in which nothing acknowledged is lost. */
  close(): Promise<void>;
}

/** Addresses that are known only when ports are open. */
export interface Addresses {
  ingest: string;
  shop?: string;
}

/** How often sites that a command added beside this process are noticed. */
const REFRESH_MS = 2_000;

const SDK_FOLDER = fileURLToPath(new URL('.', import.meta.resolve('kmq/kmq.js')));
const WEB_FOLDER = fileURLToPath(new URL('../dist/web/', import.meta.url));

const claim = (data: string): Claim => {
  const claimed = claimFolder(data);
  if ('release' in claimed) return claimed;
  const { pid, address } = claimed.running;
  throw new Problem([
    `A collector already runs on the data folder ${data}${address ? `, at ${address}` : ''} (process ${pid}).`,
    'Use that one, stop it, or choose another folder with KMQ_DATA or --data.',
  ]);
};

/** Opens the data folder and puts the parts together. */
export const openCollector = async (
  config: Config,
  { logger, addresses }: { logger: Logger; addresses: Addresses },
): Promise<Collector> => {
  prepareFolder(config.data);
  const claimed = claim(config.data);
  const { publicUrl, appPort } = config;
  const logFolder = join(config.data, 'log');
  const report = (message: string, facts: object = {}) => logger.warn(facts, message);

  const engine = createDuckDbEngine({
    folder: join(config.data, 'engine'),
    log: logFolder,
    report,
  });
  const log = await createLog({ folder: logFolder, report, onSynced: engine.follow });
  engine.follow(log.syncedSeq());
  const store = await openStore(config.data, {
    now: Date.now,
    token: config.token,
    demo: !publicUrl,
  });
  const refresh = setInterval(() => {
    store.sites.refresh().catch((error) => report('The sites cannot be read.', { err: error }));
  }, REFRESH_MS);

  const parts = {
    log,
    createReader: () => createLogReader(logFolder),
    engine,
    live: createLive(),
    store,
    clock: Date.now,
    sdkFolder: SDK_FOLDER,
    webFolder: WEB_FOLDER,
    scriptFolder: join(config.data, 'scripts'),
    address: () => publicUrl ?? addresses.ingest,
    hosts: [config.host, ...(publicUrl ? [new URL(publicUrl).hostname] : [])],
    demoShop: () => addresses.shop,
  };
  const settings = { trustProxy: config.trustProxy, logger };
  const hasOwnPort = appPort !== undefined;
  const server = await createApp(parts, {
    ...settings,
    serves: { ingest: true, app: !hasOwnPort },
  });
  const appServer = hasOwnPort
    ? await createApp(parts, { ...settings, serves: { ingest: false, app: true } })
    : undefined;

  return {
    store,
    claim: claimed,
    server,
    appServer,
    async close() {
      clearInterval(refresh);
      await Promise.all([server.close(), appServer?.close()]);
      await log.close();
      await engine.close();
      claimed.release();
    },
  };
};
