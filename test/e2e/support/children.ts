import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program that ends with this one, however this one ends: the kernel sends the signal, so not even
 * `kill -9` of the test runner leaves a browser behind. Linux only, as the browsers of these tests.
 */
export const startChild = (
  program: string,
  words: readonly string[],
  options: SpawnOptions,
): ChildProcess => spawn('setpriv', ['--pdeathsig', 'KILL', program, ...words], options);

/** Sends the signal and waits until the program has ended. */
export const endChild = async (
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
};
