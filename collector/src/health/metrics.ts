import { stat } from 'node:fs/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Engine } from '../engine/engine.js';
import type { Log } from '../ingest/log/log.js';
import { readSegments } from '../ingest/log/segments.js';
import type { Counts } from './counts.js';

/** What the metrics are read from. */
export interface MetricsParts {
  log: Pick<Log, 'syncedSeq' | 'waiting' | 'isHealthy'>;
  logFolder: string;
  engine: Pick<Engine, 'status'>;
  counts: Counts;
  space?: { free(): number; waiting(): number } | undefined;
  /** Unix milliseconds. */
  clock: () => number;
}

/** The collector's metrics in the text form of Prometheus. */
export interface Metrics {
  readonly contentType: string;
  read(): Promise<string>;
}

/** One sync of the log, in seconds: a good disk takes one millisecond, a bad one stalls for seconds. */
const SYNC_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** How long syncs take; made before the log, which tells it of each. */
export const createSyncSeconds = (): Histogram =>
  new Histogram({
    name: 'kmq_log_sync_seconds',
    help: 'Time to write and sync one group of records.',
    buckets: SYNC_BUCKETS,
    registers: [],
  });

const readLogSize = async (folder: string): Promise<{ segments: number; bytes: number }> => {
  const segments = await readSegments(folder);
  const sizes = await Promise.all(
    // One that is packed at this very moment counts the next time.
    segments.map(({ path }) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return { segments: segments.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
};

/** Creates the metrics; everything except sync times is read on request. */
export const createMetrics = (
  { log, logFolder, engine, counts, space, clock }: MetricsParts,
  syncSeconds: Histogram = createSyncSeconds(),
): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  registry.registerMetric(syncSeconds);

  const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  };

  new Counter({
    name: 'kmq_hits_accepted_total',
    help: 'Hits written to disk, by site.',
    labelNames: ['site'],
    registers,
    collect() {
      this.reset();
      for (const site of counts.sites()) this.inc({ site }, counts.of(site).accepted);
    },
  });
  new Counter({
    name: 'kmq_hits_left_out_total',
    help: 'Accepted hits of bots and internal traffic, which reports leave out, by site.',
    labelNames: ['site'],
    registers,
    collect() {
      this.reset();
      for (const site of counts.sites()) this.inc({ site }, counts.of(site).leftOut);
    },
  });
  new Counter({
    name: 'kmq_hits_rejected_total',
    help: 'Rejected hits, by site and reason.',
    labelNames: ['site', 'reason'],
    registers,
    collect() {
      this.reset();
      for (const site of counts.sites())
        for (const [reason, hits] of Object.entries(counts.of(site).rejected))
          this.inc({ site, reason }, hits);
    },
  });
  new Counter({
    name: 'kmq_times_replaced_total',
    help: 'Accepted hits whose time was replaced by their time of arrival, by site and reason.',
    labelNames: ['site', 'reason'],
    registers,
    collect() {
      this.reset();
      for (const site of counts.sites())
        for (const [reason, hits] of Object.entries(counts.of(site).replaced))
          this.inc({ site, reason }, hits);
    },
  });
  gauge('kmq_log_waiting_records', 'Records waiting for a sync.', () => log.waiting());
  gauge('kmq_log_healthy', '1 while the log can be written.', () => Number(log.isHealthy()));
  gauge('kmq_log_synced_position', 'Position up to which the log is on disk.', () =>
    log.syncedSeq(),
  );
  gauge(
    'kmq_log_segments',
    'Files of the log.',
    async () => (await readLogSize(logFolder)).segments,
  );
  gauge(
    'kmq_log_bytes',
    'Bytes of the log on disk.',
    async () => (await readLogSize(logFolder)).bytes,
  );
  if (space) {
    gauge('kmq_disk_free_bytes', 'Bytes that are free for the data.', space.free);
    gauge(
      'kmq_disk_refused_sites',
      'Sites whose hits are refused until disk space is free.',
      space.waiting,
    );
  }
  gauge('kmq_reports_ready', '1 while reports answer.', async () =>
    Number((await engine.status()).ready),
  );
  gauge('kmq_reports_lag_records', 'Records that reports have not read yet.', async () =>
    Math.max(0, log.syncedSeq() - (await engine.status()).seq),
  );
  gauge(
    'kmq_reports_lag_seconds',
    'Age of the oldest record that reports have not read.',
    async () => {
      const { waitingSince } = await engine.status();
      return waitingSince === null ? 0 : Math.max(0, clock() - waitingSince) / 1000;
    },
  );
  gauge(
    'kmq_reports_set_aside_records',
    'Records that could not be loaded and that reports do without.',
    async () => (await engine.status()).setAside ?? 0,
  );
  gauge('kmq_memory_bytes', 'Memory of the process that takes hits.', () =>
    process.memoryUsage.rss(),
  );

  return { contentType: registry.contentType, read: () => registry.metrics() };
};
