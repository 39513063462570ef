import { createMatch, type EventMatch, parseMatch } from '../../report/query/event-match.js';

/** A funnel has so many steps at least and at most. */
export const FEWEST_STEPS = 2;
export const MOST_STEPS = 10;

/** Steps of an address, those still to be chosen without a name. */
export const readSteps = (query: URLSearchParams): EventMatch[] => {
  const steps = query.getAll('step').slice(0, MOST_STEPS).map(parseMatch);
  while (steps.length < FEWEST_STEPS) steps.push(createMatch());
  return steps;
};

/** The list with one entry moved by one place. */
export const moveStep = <Step>(steps: Step[], from: number, by: -1 | 1): Step[] => {
  const moved = [...steps];
  const [step] = moved.splice(from, 1);
  if (step !== undefined) moved.splice(from + by, 0, step);
  return moved;
};
