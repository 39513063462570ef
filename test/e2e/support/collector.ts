import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endChild, startChild } from './children.js';
import { until } from './patience.js';

/** Thirty rounds of load, read anew on a machine that has others to serve. */
const CATCH_UP_MS = 60_000;
const MAIN = fileURLToPath(new URL('../../../collector/dist/main.js', import.meta.url));
const TOKEN = 'token-of-all-the-tests';

/** One hit of `export.jsonl`: `_p`, `_t`, `_n`, `_p2`, its properties, and ours. */
export type ExportedHit = Record<string, string | number>;

/** A person of the API, with the timeline newest first. */
export interface FoundPerson {
  id: string;
  identities: { identity: string; kind: 'anonymous' | 'named'; firstSeen: string }[];
  events: number;
  revenue: string;
  properties: Record<string, string>;
  timeline: {
    time: string;
    kind: 'event' | 'set' | 'alias';
    name?: string;
    identity: string;
    properties: Record<string, string>;
  }[];
  cursor: string | null;
}

export interface Collector {
  /** `http://127.0.0.1:4711`, without a slash at the end; another one after `start()`. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly folder: string;
  /** What it has printed so far, both streams. */
  output(): string;
  /** The API with the admin token; JSON in, JSON out, throws on any status but 2xx. */
  ask<Answer = unknown>(method: string, path: string, body?: object): Promise<Answer>;
  /** Makes a site with this key. */
  site(key: string, name?: string): Promise<void>;
  /** Every hit of a site in order of arrival, once reports see all of them. */
  export(key: string): Promise<ExportedHit[]>;
  /** The persons that a search finds, without timelines. */
  people(key: string, q?: string): Promise<Omit<FoundPerson, 'timeline'>[]>;
  /** The person who has this identity, with the whole timeline. */
  person(key: string, identity: string): Promise<FoundPerson>;
  /** `kill -9`. The data folder stays. */
  kill9(): Promise<void>;
  /** Starts it again on the same data folder, on the same port. */
  start(): Promise<void>;
  /** Ends it and removes the data folder. */
  stop(): Promise<void>;
}

export interface CollectorSettings {
  /** Settings beside `KMQ_PORT`, `KMQ_DATA` and `KMQ_TOKEN`, or in their place. */
  env?: Record<string, string>;
}

/** Starts the built collector on a free port, with an empty data folder; resolves when reports answer. */
export const startCollector = async ({ env = {} }: CollectorSettings = {}): Promise<Collector> => {
  const folder = env.KMQ_DATA ?? (await mkdtemp(join(tmpdir(), 'kmq-data-')));
  let child: ChildProcess;
  let printed = '';
  let url = '';

  const start = async (): Promise<void> => {
    printed = '';
    child = startChild(process.execPath, [MAIN], {
      env: {
        ...process.env,
        KMQ_PORT: url ? new URL(url).port : '0',
        KMQ_DATA: folder,
        KMQ_TOKEN: TOKEN,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    await until(
      'the collector',
      async () => {
        if (hasEnded()) return true;
        url = /^ready (http:\S+)/m.exec(printed)?.[1] ?? '';
        return url && (await fetch(`${url}/readyz`)).ok;
      },
      30_000,
    ).catch(async (error) => {
      await endChild(child);
      throw new Error(`${error.message}; it printed:\n${printed}`);
    });
    if (hasEnded()) throw new Error(`the collector ended at its start:\n${printed}`);
  };

  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}\n${printed}`);
    return answer;
  };
  const askJson = async <Answer>(method: string, path: string, body?: object) =>
    (await (await ask(method, path, body)).json()) as Answer;

  /** Reports have read everything that was acknowledged before. */
  const caughtUp = () =>
    until(
      'reports to catch up with the log',
      async () => {
        const { lagSeconds } = await askJson<{ lagSeconds: number }>('GET', '/readyz');
        return lagSeconds === 0;
      },
      CATCH_UP_MS,
    );

  const person = async (key: string, identity: string): Promise<FoundPerson> => {
    await caughtUp();
    const path = `/api/sites/${key}/people/find?identity=${encodeURIComponent(identity)}`;
    const found = await askJson<FoundPerson>('GET', path);
    while (found.cursor) {
      const next = await askJson<FoundPerson>(
        'GET',
        `${path}&cursor=${encodeURIComponent(found.cursor)}`,
      );
      found.timeline.push(...next.timeline);
      found.cursor = next.cursor;
    }
    return found;
  };

  await start();
  return {
    get url() {
      return url;
    },
    get port() {
      return Number(new URL(url).port);
    },
    token: TOKEN,
    folder,
    output: () => printed,
    ask: askJson,
    site: async (key, name = key) => {
      await ask('POST', '/api/sites', { key, name });
    },
    export: async (key) => {
      await caughtUp();
      const text = await (await ask('GET', `/api/sites/${key}/export.jsonl`)).text();
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as ExportedHit);
    },
    people: async (key, q = '') => {
      await caughtUp();
      const path = `/api/sites/${key}/people?q=${encodeURIComponent(q)}`;
      return (await askJson<{ people: FoundPerson[] }>('GET', path)).people;
    },
    person,
    kill9: () => endChild(child),
    start,
    stop: async () => {
      await endChild(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
      // Node's own words for listeners that pile up: something is added again and again, and never removed.
      if (printed.includes('MaxListenersExceededWarning')) throw new Error(printed);
    },
  };
};
