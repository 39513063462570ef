import type { Check } from '../mistake.js';
import { findNearest } from '../nearest.js';

/** Shorter ones are the client's own. */
const LEAST_LETTERS = 3;
const SHOWN_LENGTH = 60;

/** A call that nothing answers. */
export const checkCommand: Check = (moment) => {
  if (moment.what !== 'unknown') return undefined;
  const commands = moment.commands.filter(({ length }) => length >= LEAST_LETTERS);
  const nearest = findNearest(moment.command, commands);
  return {
    code: 'unknown_command',
    message: 'The client has no such command: the call does nothing.',
    evidence: `“${moment.command.slice(0, SHOWN_LENGTH)}”`,
    fix: nearest ? `Call '${nearest}'.` : `There are ${commands.sort().join(', ')}.`,
  };
};
