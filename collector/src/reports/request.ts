import { at, type Field, isGiven, readObject, wrong } from './fields.js';
import type { Merged } from './matches.js';
import type { Members, PopulationPlan, Span } from './plan.js';
import { readMembership } from './population.js';
import { readSpan, readTimeZone } from './range.js';

/** What a request is read with: what its site has set and saved. */
export interface Setting {
  /** Unix milliseconds. */
  now: number;
  timeZone: string;
  currency: string;
  merged: Merged;
  /** A saved population. */
  findPopulation: (id: string) => Members | undefined;
}

/** What all requests of reports may say. */
const COMMON = ['from', 'to', 'range', 'timeZone', 'population', 'compare'];

/** What all requests of reports say. */
export interface Read {
  request: Field;
  timeZone: string;
  span: Span;
  asOf: number;
  population: PopulationPlan | null;
}

const readPopulation = (field: Field, asOf: number, setting: Setting): PopulationPlan | null => {
  if (!isGiven(field)) return null;
  if (typeof field.value !== 'string')
    return { asOf, members: readMembership(field, setting.merged) };
  const members = setting.findPopulation(field.value);
  if (!members) throw wrong(field, 'must be the id of a population of this site');
  return { asOf, members };
};

/** Reads what all requests have in common; `names` are the parts that this one has besides. */
export const readRequest = (body: unknown, names: readonly string[], setting: Setting): Read => {
  const request = readObject({ name: '', value: body ?? {} }, [...names, ...COMMON]);
  const { now } = setting;
  const compare = at(request, 'compare');
  if (isGiven(compare) && typeof compare.value !== 'boolean')
    throw wrong(compare, 'must be true or false');
  const timeZone = readTimeZone(at(request, 'timeZone'), setting.timeZone);
  const span = readSpan(request, timeZone, now);
  // Membership is as of the report's end, and nobody knows what comes after now.
  const end = span.to === null ? now : Math.min(span.to, now);
  const population = readPopulation(at(request, 'population'), end, setting);
  return { request, timeZone, span, asOf: now, population };
};
