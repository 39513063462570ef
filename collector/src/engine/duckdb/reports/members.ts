import type { MembersPlan, MembersRow } from '../../../reports/members.js';
import { readRows } from '../tables/rows.js';
import type { Compiled } from './compiled.js';
import type { Scope } from './scope.js';

/** Who is in a population: what every report keeps of one anyway. */
export const compileMembers = (scope: Scope, plan: MembersPlan): Compiled<MembersRow[]> => ({
  facts: plan.population
    ? 'SELECT person FROM members'
    : `${scope.hits('person', 'true')} GROUP BY person`,
  span: { from: null, to: plan.population?.asOf ?? null },
  read: () => readRows(scope.connection, 'SELECT count(*)::INTEGER AS people FROM facts'),
  toCondition: () => 'true',
});
