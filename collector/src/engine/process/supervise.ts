import { type ChildProcess, fork } from 'node:child_process';
import { createChildEnvironment } from '../../child-environment.js';
import { lowerPriority } from '../../lower-priority.js';
import type { Notice } from './messages.js';

/** The first start after a crash comes soon, the next ones later: an engine that cannot start must not eat a core. */
const RESTART_MILLISECONDS = [50, 250, 1000, 5000] as const;
/** An engine that lived so long is no engine that cannot start. */
const STEADY_MILLISECONDS = 5000;
/** A batch is written in less; an engine that has not closed by then is ended. */
const CLOSE_MILLISECONDS = 10_000;
/** JavaScript's share of the process; DuckDB's buffers have a limit of their own. */
const HEAP_MEGABYTES = 512;
/** Room for most of a batch, which is garbage when it is written; with less of it, it is copied about before. */
const YOUNG_MEGABYTES = 32;

/** A program to keep running. */
export interface Supervised {
  program: URL;
  argument: string;
  hear: (notice: Notice) => void;
  /** It ended, and unless it was stopped it will start again. */
  ended: () => void;
  report: (message: string) => void;
  now: () => number;
}

/** A process that is started again whenever it ends. */
export interface Supervisor {
  pid(): number | undefined;
  tell(message: object): void;
  /** Sends a last message and waits until the process has ended. */
  stop(message: object): Promise<void>;
}

/** Starts a program and keeps it running. */
export const supervise = ({
  program,
  argument,
  hear,
  ended,
  report,
  now,
}: Supervised): Supervisor => {
  let child: ChildProcess | undefined;
  let stopping = false;
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;

  const start = () => {
    const born = now();
    const started = fork(program, [argument], {
      execArgv: [
        `--max-old-space-size=${HEAP_MEGABYTES}`,
        `--max-semi-space-size=${YOUNG_MEGABYTES}`,
      ],
      env: createChildEnvironment(process.env),
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    lowerPriority(started);
    child = started;
    started.on('message', (message) => hear(message as Notice));
    const end = (reason: string) => {
      // A process that could not even be started tells of an error and then of no exit.
      if (child !== started) return;
      child = undefined;
      ended();
      if (stopping) return;
      failures = now() - born > STEADY_MILLISECONDS ? 1 : failures + 1;
      const delay = RESTART_MILLISECONDS[failures - 1] ?? RESTART_MILLISECONDS.at(-1)!;
      report(`the engine ended (${reason}); it starts again in ${delay} ms`);
      restart = setTimeout(start, delay);
    };
    started.on('error', ({ message }) => {
      if (started.pid === undefined) end(message);
    });
    started.on('exit', (code, signal) => end(String(signal ?? code)));
  };
  const tell = (message: object) => {
    // A message that an ending process misses is told again to the next one.
    if (child?.connected) child.send(message, () => undefined);
  };
  start();

  return {
    pid: () => child?.pid,
    tell,
    async stop(message) {
      stopping = true;
      clearTimeout(restart);
      const last = child;
      if (!last) return;
      const over = new Promise((resolve) => last.once('exit', resolve));
      tell(message);
      const kill = setTimeout(() => last.kill('SIGKILL'), CLOSE_MILLISECONDS);
      await over;
      clearTimeout(kill);
    },
  };
};
