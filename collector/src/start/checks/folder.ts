import { stat } from 'node:fs/promises';
import { prepareFolder } from '../problem.js';
import type { Check } from './finding.js';

/** Anybody else on the machine may read it. */
const OPEN_TO_OTHERS = 0o077;

/** The data folder can be written, by its owner alone. */
export const checkFolder: Check = async ({ data }) => {
  prepareFolder(data);
  const { mode } = await stat(data);
  return [
    { ok: true, text: `The data folder ${data} can be written.` },
    ...(mode & OPEN_TO_OTHERS
      ? [
          {
            ok: false,
            text: `Other users of this machine can read ${data}; run chmod 700 ${data}`,
          },
        ]
      : []),
  ];
};
