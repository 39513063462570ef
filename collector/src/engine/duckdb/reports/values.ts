import type { At, PersonSegment, Property, Span } from '../../../reports/plan.js';
import { NOT_SET, OTHER, SEGMENTS_SHOWN } from '../../../reports/rows.js';
import { EVENT_VALUES } from '../../hit.js';
import type { Scope } from './scope.js';
import { toInSpan, toProperty, toText, toTexts } from './sql.js';

/** Values that stand in a table of their own: `SELECT person, value, ord`. */
export const toKept = (
  site: number,
  table: 'person_properties' | 'event_values',
  names: Property,
): string => {
  // A hit may have several of the names: the first one counts, as everywhere.
  const first =
    names.length > 1
      ? `QUALIFY row_number() OVER (PARTITION BY ord ORDER BY list_position([${names.map(toText).join()}], name)) = 1`
      : '';
  return `SELECT identities.person AS person, value, ord
    FROM ${table} JOIN identities USING (identity)
    WHERE ${table}.site = ${site} AND name IN (${toTexts(names)}) ${first}`;
};

/** Whether what events say of a property stands in a table of its own. */
export const isKept = (property: Property): boolean =>
  property.every((name) => EVENT_VALUES.includes(name));

/** What the sets of people, their events, or both say about a property: `SELECT person, value, ord`. */
export const toSaid = (
  scope: Scope,
  { of, property }: Pick<PersonSegment, 'of' | 'property'>,
): string => {
  const { site, hits } = scope;
  if (of === 'both')
    return ['person', 'event']
      .map((one) => toSaid(scope, { of: one as 'person' | 'event', property }))
      .join(' UNION ALL ');
  if (of === 'person') return toKept(site, 'person_properties', property);
  if (isKept(property)) return toKept(site, 'event_values', property);
  const value = `person, ord, ${toProperty(property)} AS value`;
  return `SELECT person, value, ord FROM (${hits(value, `kind = 'e'`)}) WHERE value IS NOT NULL`;
};

const toBound = (at: At, span: Span): string =>
  at === 'firstInRange' || at === 'lastInRange' ? toInSpan(span) : 'true';

/**
 * One value per person, as `SELECT person, value`. `anchors` are the people's moments `t1` of a report with a
 * first step. People without a value are not in it.
 */
export const toValues = (
  scope: Scope,
  segment: PersonSegment,
  span: Span,
  anchors?: string,
): string => {
  const { at } = segment;
  const said = toSaid(scope, segment);
  if (at === 'step1')
    return `SELECT person, arg_max(value, ord) AS value
      FROM (${said}) JOIN (${anchors}) USING (person) WHERE ord <= t1 GROUP BY person`;
  if (at === 'step1OrAfter')
    return `SELECT person, coalesce(
        arg_max(value, ord) FILTER (ord <= t1), arg_min(value, ord) FILTER (ord > t1)
      ) AS value
      FROM (${said}) JOIN (${anchors}) USING (person) GROUP BY person`;
  const choose = at.startsWith('first') ? 'arg_min' : 'arg_max';
  return `SELECT person, ${choose}(value, ord) AS value
    FROM (${said}) WHERE ${toBound(at, span)} GROUP BY person`;
};

/** The value of the chosen hit of each person, as `SELECT person, value`. `anchors`: its `ord` as `t1`. */
export const toChosen = (
  { hits }: Scope,
  property: Property,
  match: string,
  anchors: string,
): string =>
  `SELECT person, value
   FROM (${hits(`person, ord AS t1, ${toProperty(property)} AS value`, match)})
   JOIN (${anchors}) USING (person, t1)`;

/**
 * Adds `segment` to a relation with a `person` and a `value`: the values of most people by name, the others as one.
 * A value that reads as one of our own words stands in quotes (S30).
 * `people` counts them; where each has one row of a kind, those are counted faster than people are told apart.
 */
export const toSegmented = (valued: string, people = 'count(DISTINCT person)'): string =>
  `WITH valued AS MATERIALIZED (${valued}),
   largest AS MATERIALIZED (
     SELECT value, CASE WHEN trim(value, '"') IN ('${NOT_SET}', '${OTHER}')
       THEN '"' || value || '"' ELSE value END AS shown
     FROM valued WHERE value IS NOT NULL
     GROUP BY value ORDER BY ${people} DESC, value LIMIT ${SEGMENTS_SHOWN}
   )
   SELECT valued.* EXCLUDE (value), CASE WHEN valued.value IS NULL THEN '${NOT_SET}'
     ELSE coalesce(shown, '${OTHER}') END AS segment
   FROM valued LEFT JOIN largest ON valued.value = largest.value`;
