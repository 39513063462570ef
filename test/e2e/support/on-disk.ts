import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserContext, chromium, firefox } from 'playwright-core';
import { PROGRAMS } from '../../support/browsers.mjs';
import { endChild, startChild } from './children.js';
import type { Page } from './launch.js';
import { until } from './patience.js';

/** WebKit keeps nothing on disk under automation. */
export type OnDiskEngine = 'chromium' | 'firefox';

/** A browser whose profile outlives it. */
export interface OnDisk {
  /** Starts it, again after `kill`. */
  start(): Promise<void>;
  /** Starts it without a driver, which would not survive what follows, on one page; Chromium only. */
  startAlone(address: string): void;
  /** Ends it as the system does, with time to write to disk. */
  quit(): Promise<void>;
  open(address: string): Promise<Page>;
  /** `kill -9` of the processes that run pages, after `startAlone`. */
  killPages(): void;
  /** `kill -9` of the whole browser. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

interface Process {
  pid: number;
  parent: number;
  words: string;
}

const readProcesses = (): Process[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const [, parent] = /\) \w (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      return [{ pid: Number(name), parent: Number(parent), words }];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });

/** The process that was started with this profile, and everything that it started. */
const readFamily = (folder: string): Process[] => {
  const all = readProcesses();
  const family = all.filter(({ words }) => words.includes(folder));
  for (const { pid } of family)
    for (const child of all)
      if (child.parent === pid && !family.includes(child)) family.push(child);
  return family;
};

const end = ({ pid }: Process): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its parent.
  }
};

const CHROMIUM_WORDS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];

const LAUNCHERS = {
  chromium: (folder: string) =>
    chromium.launchPersistentContext(folder, {
      executablePath: PROGRAMS.chromium.path,
      args: CHROMIUM_WORDS,
    }),
  firefox: (folder: string) =>
    firefox.launchPersistentContext(folder, {
      executablePath: PROGRAMS.firefox.path,
      channel: 'moz-firefox',
    }),
};

export const createOnDisk = (engine: OnDiskEngine): OnDisk => {
  const folder = mkdtempSync(join(tmpdir(), 'kmq-profile-'));
  let context: BrowserContext | undefined;
  let alone: ChildProcess | undefined;

  const hasEnded = () =>
    until('the browser to end', () => readFamily(folder).every(({ words }) => !words));
  const kill = async (): Promise<void> => {
    for (const one of readFamily(folder)) end(one);
    await hasEnded();
  };

  return {
    start: async () => {
      context = await LAUNCHERS[engine](folder);
    },
    startAlone(address) {
      const words = [...CHROMIUM_WORDS, '--headless=new', `--user-data-dir=${folder}`, address];
      alone = startChild(PROGRAMS.chromium.path, words, { stdio: 'ignore' });
    },
    quit: async () => {
      await endChild(alone!, 'SIGTERM');
      await hasEnded();
    },
    open: async (address) => {
      const tab = await context!.newPage();
      await tab.goto(address);
      const evaluate = (run: never, argument: never) => tab.evaluate(run, argument);
      // What tests of killed browsers ask of a page is what both kinds of page answer.
      return {
        evaluate,
        goto: async (to: string) => void (await tab.goto(to)),
        until: (run: never, argument: never) => until(String(run), () => evaluate(run, argument)),
      } as never as Page;
    },
    killPages() {
      for (const one of readFamily(folder)) if (one.words.includes('--type=renderer')) end(one);
    },
    kill,
    close: async () => {
      await Promise.race([context?.close(), sleep(5_000)]).catch(() => {
        // It was killed.
      });
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
