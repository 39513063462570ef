import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { Merged } from './condition.js';
import { text } from './condition.js';
import { at, type Field, wrong } from './fields.js';
import type { Members, PopulationPlan, Span } from './plan.js';
import { checkDepth, Definition, planMembership } from './population.js';
import { planSpan, planTimeZone, RANGE, RANGE_CONFLICTS, TimeZone } from './range.js';
import { conflicts, exact, Flag, optional } from './shapes.js';
import { validate } from './validate.js';

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

const ID_LENGTH = 255;
const WINDOW_MOST = 10 * 366 * 86_400;

/** How long people may take; null: as long as they like. */
export const windowSeconds = optional(Type.Integer({ minimum: 1, maximum: WINDOW_MOST }));

/** What all requests of reports may say. */
const COMMON = {
  ...RANGE,
  timeZone: optional(TimeZone),
  population: optional(Type.Union([text(ID_LENGTH), Definition])),
  compare: optional(Flag),
};
const Common = Type.Object(COMMON);
type Common = Static<typeof Common>;

/** The schema of a report's requests: its own parts, and those of all reports. */
export const requestSchema = <Parts extends TProperties>(
  title: string,
  parts: Parts,
  pairs: (readonly [string, string])[] = [],
) => exact({ ...parts, ...COMMON }, { title, ...conflicts(...RANGE_CONFLICTS, ...pairs) });

/** Reads a request. */
export const readRequest = <Request extends TSchema>(
  schema: Request,
  body: unknown,
): Static<Request> => {
  const request: Field = { name: '', value: body ?? {} };
  checkDepth(at(request, 'population'));
  return validate(schema, request);
};

/** What the plans of all reports have. */
export interface Planned {
  timeZone: string;
  span: Span;
  asOf: number;
  population: PopulationPlan | null;
}

const planPopulation = (
  value: Common['population'],
  asOf: number,
  setting: Setting,
): PopulationPlan | null => {
  if (value === null || value === undefined) return null;
  const field = { name: 'population', value };
  if (typeof value !== 'string') return { asOf, members: planMembership(field, setting.merged) };
  const members = setting.findPopulation(value);
  if (!members) throw wrong(field, 'must be the id of a population of this site');
  return { asOf, members };
};

/** Plans what all requests have in common. */
export const planCommon = (request: Common, setting: Setting): Planned => {
  const { now } = setting;
  const timeZone = planTimeZone(request.timeZone, setting.timeZone);
  const span = planSpan(request, timeZone, now);
  // Membership is as of the report's end, and nobody knows what comes after now.
  const end = span.to === null ? now : Math.min(span.to, now);
  return {
    timeZone,
    span,
    asOf: now,
    population: planPopulation(request.population, end, setting),
  };
};
