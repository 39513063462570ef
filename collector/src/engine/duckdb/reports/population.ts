import { findAcquisition } from '../../../reports/acquisition.js';
import type { ConditionPlan, EventMatch, Membership } from '../../../reports/plan.js';
import { toOrd } from '../../ord.js';
import type { Scope } from './scope.js';
import { toComparison, toMatch } from './sql.js';
import { toSaid } from './values.js';

const DAY_MILLISECONDS = 86_400_000;

/** People who did something, and how often. */
const toDoers = (
  { hits }: Scope,
  asOf: number,
  did: EventMatch,
  lastDays: number | null,
): string => {
  const since = lastDays === null ? '' : ` AND ord >= ${toOrd(asOf - lastDays * DAY_MILLISECONDS)}`;
  const done = hits('person', `${toMatch(did)} AND ord < ${toOrd(asOf)}${since}`);
  return `SELECT person, count(*) AS times FROM (${done}) GROUP BY person`;
};

const combine = (parts: readonly string[], word: string): string =>
  parts.map((part) => `(${part})`).join(` ${word} `);

/** Queries that are read once, however often they are named. */
const createParts = () => {
  const names = new Map<string, string>();
  return {
    take(sql: string): string {
      const name = names.get(sql) ?? `part${names.size}`;
      names.set(sql, name);
      return name;
    },
    toWith: (): string =>
      `WITH ${[...names].map(([sql, name]) => `${name} AS MATERIALIZED (${sql})`).join()}`,
  };
};

/** Who meets a condition, as `SELECT person`. Nobody of whom nothing was known at its moment. */
export const toMembers = (scope: Scope, { asOf, members }: ConditionPlan): string => {
  const { take, toWith } = createParts();
  const before = `ord < ${toOrd(asOf)}`;
  const everybody = take(`SELECT person FROM (${scope.hits('person', before)}) GROUP BY person`);
  /** Parts with a value for each person, who has NULL where it says nothing. */
  const values = new Set<string>();
  // One look at each person, whatever is asked of them: sets of people would be made anew by each `not` and `and`.
  const toTest = (condition: Membership): string => {
    if ('all' in condition) return combine(condition.all.map(toTest), 'AND');
    if ('any' in condition) return combine(condition.any.map(toTest), 'OR');
    if ('not' in condition) return `NOT (${toTest(condition.not)})`;
    if ('did' in condition) {
      const { did, atLeast, lastDays } = condition;
      const doers = take(toDoers(scope, asOf, did, lastDays));
      return `person IN (SELECT person FROM ${doers} WHERE times >= ${atLeast})`;
    }
    const { has } = condition;
    // As in break-downs: the first value ever of where people come from, the latest of anything else.
    const place = findAcquisition(has.property);
    const said = take(
      `SELECT person, ${place ? 'arg_min' : 'arg_max'}(value, ord) AS value
       FROM (${toSaid(scope, { of: place ?? 'person', property: has.property })}) WHERE ${before} GROUP BY person`,
    );
    values.add(said);
    return toComparison(`${said}.value`, has);
  };
  const test = toTest(members);
  const joins = [...values].map((said) => `LEFT JOIN ${said} USING (person)`).join(' ');
  return `${toWith()} SELECT person FROM ${everybody} ${joins} WHERE ${test}`;
};
