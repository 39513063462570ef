import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { type AnySegment, PersonReading, Reading } from './breakdown.js';
import { readRequest, type Setting } from './request.js';
import { Count, exact, Instant, orNull, Seconds, Text } from './shapes.js';
import type { Table } from './table.js';

const Range = exact({ from: orNull(Instant), to: orNull(Instant) });
/** While earlier hits still count by a site's names of before. */
export const SETTLING = { recalculating: Type.Optional(Type.Literal(true)) };
/** What every run of an engine tells. */
export const RUN = {
  ...{ reportId: Text, asOf: Instant, hitsRead: Count, tookSeconds: Seconds },
  ...SETTLING,
};
const COMMON = { ...RUN, range: Range, before: orNull(Range) };
/** Of a breakdown: which value of each person counts, and which would where most have none. */
const READ = {
  reading: Type.Optional(Reading),
  suggestion: Type.Optional(exact({ reading: PersonReading, notSet: Count })),
};
/** What every report's answer tells beside the report's own parts. */
const Common = Type.Object({ ...COMMON, ...READ, previous: Type.Unknown() });

/** What an answer tells of its run: under which id its people are listed, which hits it counts. */
export type Run = Omit<Static<typeof Common>, 'previous'>;

/** The schema of a report's answers: its own parts, those of all reports, and the same of the period before. */
export const answerSchema = <Parts extends TProperties>(
  title: string,
  parts: Parts,
  { hasBreakdown = true } = {},
) => {
  const read = hasBreakdown ? READ : ({} as typeof READ);
  const whole = { ...COMMON, ...read, ...parts };
  const Previous = exact(whole, { title: `${title}Before` });
  return exact({ ...whole, previous: Type.Optional(orNull(Previous)) }, { title });
};

/** The parts of an answer that a report shapes itself. */
export type Own<Answer> = Omit<Answer, keyof Static<typeof Common>>;

/** A request that has been read: its plan for an engine, and what its answer is shaped with. */
interface Planned {
  plan: { report: string; asOf: number; segment?: AnySegment | null };
}

/** One report: its requests and answers as schemas, and what turns one into the other. */
interface Definition<
  Name extends string,
  Request extends TSchema,
  Answer extends TSchema,
  Read extends Planned & { plan: { report: Name } },
  Rows,
> {
  name: Name;
  /** What it does, in the description of the API. */
  summary: string;
  request: Request;
  answer: Answer;
  /** Fails, naming the field, where a request cannot be asked of this site. */
  plan: (request: Static<Request>, setting: Setting) => Read;
  /** Shapes what an engine has counted. */
  shape: (read: Read, rows: Rows) => Own<Static<Answer>>;
  /** The same as one table. */
  tabulate: (answer: Static<Answer>) => Table;
}

/** One request of a report: its plan, and what becomes of what the engine counts for it. */
export interface Asked<Plan = unknown> {
  plan: Plan;
  shape: (rows: never) => object;
}

/** A report of the registry. */
export interface Report<Name extends string, Plan, Rows> {
  name: Name;
  summary: string;
  request: TSchema;
  answer: TSchema;
  /** Reads a request. Fails, naming the field, where it is none. */
  ask: (body: unknown, setting: Setting) => Asked<Plan>;
  tabulate: (answer: never) => Table;
  /** What an engine answers its plans with: for types alone. */
  rows?: Rows;
}

/** Makes a report of its parts. */
export const defineReport = <
  Name extends string,
  Request extends TSchema,
  Answer extends TSchema,
  Read extends Planned & { plan: { report: Name } },
  Rows,
>({
  plan,
  shape,
  ...told
}: Definition<Name, Request, Answer, Read, Rows>): Report<Name, Read['plan'], Rows> => ({
  ...told,
  ask(body, setting) {
    const read = plan(readRequest(told.request, body), setting);
    return { plan: read.plan, shape: (rows: Rows) => shape(read, rows) };
  },
});
