import { findAcquisition, type Place } from '../../../reports/acquisition.js';
import type { Property } from '../../../reports/plan.js';
import type { ReportPlan, RowsOf } from '../../../reports/registry.js';
import { NOT_SET, type Suggestion } from '../../../reports/rows.js';
import { readRows } from '../tables/rows.js';
import type { Scope } from './scope.js';
import { isKept, toSaid } from './values.js';

/** People of each segment, those of all as well; a report counts them where it begins. */
const toPeople = (
  { report }: ReportPlan,
  rows: RowsOf[ReportPlan['report']],
): { segment: string | null; people: number }[] => {
  if (report === 'funnel') return (rows as RowsOf['funnel']).filter(({ step }) => step === 1);
  if (report === 'cohort')
    return (rows as RowsOf['cohort']).filter(({ bucket }) => bucket === null);
  if (report === 'revenue')
    return (rows as RowsOf['revenue']).sums.filter(({ start }) => start === null);
  return (rows as RowsOf['activity']).filter(
    ({ event, start }) => event !== null && start === null,
  );
};

const PLACES: readonly Place[] = ['person', 'event', 'both'];

type Counted = Record<'unset' | Place, number>;

/** More hits take too long to be read for what their properties say. */
const HITS_MOST = 2_000_000;

/** Where a value may be looked for: of some properties only sets tell, and of a large site not every event can be asked. */
const findPlaces = async (scope: Scope, property: Property): Promise<readonly Place[]> => {
  if (findAcquisition(property) === 'person') return ['person'];
  if (isKept(property)) return PLACES;
  const [row] = await readRows<{ count: bigint }>(scope.connection, scope.count('true'));
  return row!.count > HITS_MOST ? ['person'] : PLACES;
};

/**
 * Where more than half of the people have no value: another reading of the property that leaves fewer of them without
 * one, counted over the people of the facts. Reads nothing where most people have a value.
 */
export const findSuggestion = async (
  scope: Scope,
  plan: ReportPlan,
  rows: RowsOf[ReportPlan['report']],
): Promise<Suggestion | undefined> => {
  if (!('segment' in plan) || !plan.segment) return undefined;
  const people = toPeople(plan, rows);
  const count = (segment: string | null) =>
    people.reduce((sum, row) => sum + (row.segment === segment ? row.people : 0), 0);
  if (2 * count(NOT_SET) <= count(null)) return undefined;
  const { property } = plan.segment;
  const places = await findPlaces(scope, property);
  const said = places
    .filter((of) => of !== 'both')
    .map((of) => `SELECT person, '${of}' AS place FROM (${toSaid(scope, { of, property })})`);
  const [counted] = await readRows<Counted>(
    scope.connection,
    `WITH people AS (
       SELECT person, bool_or(segment = '${NOT_SET}') AS unset FROM facts GROUP BY person
     ), said AS (
       SELECT person, bool_or(place = 'person') AS person_says, bool_or(place = 'event') AS event_says
       FROM (${said.join(' UNION ALL ')}) GROUP BY person
     )
     SELECT count(*) FILTER (unset)::INTEGER AS unset,
       count(*) FILTER (NOT coalesce(person_says, false))::INTEGER AS person,
       count(*) FILTER (NOT coalesce(event_says, false))::INTEGER AS event,
       count(*) FILTER (NOT coalesce(person_says OR event_says, false))::INTEGER AS "both"
     FROM people LEFT JOIN said USING (person)`,
  );
  const [best] = places.toSorted((a, b) => counted![a] - counted![b]);
  if (counted![best!] >= counted!.unset) return undefined;
  return { of: best!, at: toMoment(plan, property), notSet: counted![best!] };
};

/** The moment at which whoever has any value has one. */
const toMoment = ({ report }: ReportPlan, property: Property): Suggestion['at'] => {
  if (findAcquisition(property)) return 'firstEver';
  return report === 'funnel' || report === 'cohort' ? 'step1OrAfter' : 'lastEver';
};
