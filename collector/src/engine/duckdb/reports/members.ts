import type { EventMatch, Membership, PopulationPlan } from '../../../reports/plan.js';
import type { Scope } from './scope.js';
import { toComparison, toMatch, toOrd } from './sql.js';
import { toKept } from './values.js';

const DAY_MILLISECONDS = 86_400_000;

const toDoers = (
  { hits }: Scope,
  asOf: number,
  did: EventMatch,
  atLeast: number,
  lastDays: number | null,
): string => {
  const since = lastDays === null ? '' : ` AND ord >= ${toOrd(asOf - lastDays * DAY_MILLISECONDS)}`;
  const done = hits('person', `${toMatch(did)} AND ord < ${toOrd(asOf)}${since}`);
  return `SELECT person FROM (${done}) GROUP BY person HAVING count(*) >= ${atLeast}`;
};

const combine = (parts: readonly string[], word: string): string =>
  parts.map((part) => `(${part})`).join(` ${word} `);

/** Who is in a population, as `SELECT person`. Nobody of whom nothing was known at its moment. */
export const toMembers = (scope: Scope, { asOf, members }: PopulationPlan): string => {
  const everybody = `SELECT person FROM (${scope.hits('person', `ord < ${toOrd(asOf)}`)}) GROUP BY person`;
  const toQuery = (condition: Membership): string => {
    if ('all' in condition) return combine(condition.all.map(toQuery), 'INTERSECT');
    if ('any' in condition) return combine(condition.any.map(toQuery), 'UNION');
    if ('not' in condition) return combine([everybody, toQuery(condition.not)], 'EXCEPT');
    if ('did' in condition)
      return toDoers(scope, asOf, condition.did, condition.atLeast, condition.lastDays);
    const { has } = condition;
    return `SELECT person FROM (${everybody}) LEFT JOIN (
        SELECT person, arg_max(value, ord::HUGEINT * 9007199254740992 + seq) AS value
        FROM (${toKept(scope.site, 'person_properties', has.property)})
        WHERE ord < ${toOrd(asOf)} GROUP BY person
      ) USING (person) WHERE ${toComparison('value', has)}`;
  };
  return toQuery(members);
};
