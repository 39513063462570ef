import { attempt } from './report.js';

/** Runs at the end of this task. No page can take the place of what `await` does. */
export const soon = async (run: () => unknown): Promise<void> => {
  await 0;
  attempt(run);
};
