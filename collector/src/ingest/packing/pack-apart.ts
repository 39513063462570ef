import { fork } from 'node:child_process';
import { createChildEnvironment } from '../../child-environment.js';
import { lowerPriority } from '../../lower-priority.js';

const PROGRAM = new URL('./packer.js', import.meta.url);

/**
 * Packs every sealed segment in a process of its own. `ending` ends it at once: what it has begun is tidied away by the
 * next one.
 */
export const packApart = (folder: string, ending: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [folder], {
      execArgv: [],
      env: createChildEnvironment(process.env),
      signal: ending,
    });
    lowerPriority(child);
    let failure = 'It ended early.';
    child.on('message', (message) => {
      failure = String(message);
    });
    // If it ends early, nothing is lost, and nothing waits for it.
    child.on('error', (error) => (ending.aborted ? undefined : reject(error)));
    child.on('exit', (code) =>
      code === 0 || ending.aborted ? resolve() : reject(new Error(failure)),
    );
  });
