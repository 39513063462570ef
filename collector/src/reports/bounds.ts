import { type Field, wrong } from './fields.js';

/** Each looks at a part of the history, and holds a row per person meanwhile. */
const POPULATION_MOST = 50;
const EVENTS_MOST = 100;

/** How many conditions on events and people a part of a plan has, wherever they are. */
const countConditions = (part: unknown): number => {
  if (typeof part !== 'object' || part === null) return 0;
  const own = 'did' in part || 'op' in part ? 1 : 0;
  return Object.values(part).reduce<number>((sum, inner) => sum + countConditions(inner), own);
};

const toRefusal = (field: Field, count: number, most: number, advice: string) =>
  wrong(field, `has ${count} conditions, but the limit is ${most}: ${advice}`);

/** Refuses a population that costs too much as a whole, however small its parts are. */
export const checkPopulation = (field: Field, members: object): void => {
  const count = countConditions(members);
  if (count > POPULATION_MOST)
    throw toRefusal(
      field,
      count,
      POPULATION_MOST,
      'put several values into one condition ("is" accepts an array) and several events in one "anyOf", or save the people as a list',
    );
};

/** The same of the events of a report. */
export const checkEvents = (field: Field, events: object): void => {
  const count = countConditions(events);
  if (count > EVENTS_MOST)
    throw toRefusal(
      field,
      count,
      EVENTS_MOST,
      'put several values into one condition ("is" accepts an array), or ask for fewer events at a time',
    );
};
