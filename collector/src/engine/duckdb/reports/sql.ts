import type {
  Condition,
  EventMatch,
  Offset,
  Period,
  Property,
  Span,
} from '../../../reports/plan.js';
import { COMPARED, NUMBER } from '../../conditions.js';
import type { Merged } from '../../engine.js';
import { toOrd } from '../../ord.js';
import { sqlMillisecond } from '../tables/sql-ord.js';

/** A text as a literal of SQL. A NUL would end the statement, so it is put in by its number. */
export const toText = (text: string): string =>
  `'${text.replaceAll("'", "''").replaceAll('\0', "' || chr(0) || '")}'`;

/** Texts as the members of a list. */
export const toTexts = (texts: readonly string[]): string =>
  texts.map((text) => `(${toText(text)})`).join();

/** The name under which an event or a property counts. */
export const toName = (merged: Merged): string => {
  const cases = Object.entries(merged).map(
    ([from, to]) => `WHEN ${toText(from)} THEN ${toText(to)}`,
  );
  return cases.length ? `CASE name ${cases.join(' ')} ELSE name END` : 'name';
};

/** Sorts names of one hit that count as one: its own comes before those merged into it. */
export const toNameRank = (merged: Merged): string => {
  const cases = Object.keys(merged).map((from, at) => `WHEN ${toText(from)} THEN ${at + 1}`);
  return cases.length ? `CASE name ${cases.join(' ')} ELSE 0 END` : '0';
};

/** A JSON pointer takes any name. */
const toExtracted = (name: string): string =>
  `json_extract_string(properties, (${toText(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)}))`;

/** A property's value in the hit at hand, NULL where it has none; its own name goes before those merged into it. */
export const toProperty = (names: Property): string =>
  names.length > 1 ? `coalesce(${names.map(toExtracted).join()})` : toExtracted(names[0]!);

/** A text as a number, NULL where it is none. */
const toNumber = (text: string): string =>
  `TRY_CAST(regexp_extract(${text}, '${NUMBER}', 1) AS DOUBLE)`;

/** A condition on a text, which may be NULL; never NULL itself. */
export const toComparison = (text: string, { op, values }: Condition): string => {
  const value = toText(values[0] ?? '');
  const passes = (() => {
    switch (op) {
      case 'is':
        return `${text} IN (${toTexts(values)})`;
      case 'isNot':
        return `coalesce(${text} NOT IN (${toTexts(values)}), true)`;
      case 'contains':
        return `contains(${text}, ${value})`;
      case 'notContains':
        return `coalesce(NOT contains(${text}, ${value}), true)`;
      case 'startsWith':
        return `starts_with(${text}, ${value})`;
      case 'endsWith':
        return `ends_with(${text}, ${value})`;
      case 'exists':
        return `${text} IS NOT NULL`;
      case 'missing':
        return `${text} IS NULL`;
      default:
        return `${toNumber(text)} ${COMPARED[op]} CAST(${value} AS DOUBLE)`;
    }
  })();
  return `coalesce(${passes}, false)`;
};

/** Whether a hit is one of these events. */
export const toMatch = ({ names, where }: EventMatch): string =>
  [
    `kind = 'e'`,
    ...(names ? [`name IN (${toTexts(names)})`] : []),
    ...where.map((condition) => toComparison(toProperty(condition.property), condition)),
  ].join(' AND ');

/** Whether a hit lies in a span. */
export const toInSpan = ({ from, to }: Span, ord = 'ord'): string =>
  [
    ...(from === null ? [] : [`${ord} >= ${toOrd(from)}`]),
    ...(to === null ? [] : [`${ord} < ${toOrd(to)}`]),
  ].join(' AND ') || 'true';

/** The local day of an `ord`, by the changes of the clocks that the hits at hand can meet. */
export const toLocalDay = (
  ord: string,
  offsets: readonly Offset[],
  [earliest, latest]: readonly [bigint, bigint],
): string => {
  const met = offsets.filter(({ from }, index) => {
    const next = offsets[index + 1];
    const starts = index === 0 || toOrd(from) <= latest;
    return starts && (!next || toOrd(next.from) > earliest);
  });
  const [first, ...later] = met;
  const cases = later
    .reverse()
    .map(({ from, ahead }) => `WHEN ${ord} >= ${toOrd(from)} THEN ${ahead}`);
  const ahead = cases.length ? `CASE ${cases.join(' ')} ELSE ${first!.ahead} END` : first!.ahead;
  return `CAST(make_timestamp_ms(${sqlMillisecond(ord)} + ${ahead}) AS DATE)`;
};

/** The first local day of the period that holds a day. */
export const toPeriod = (day: string, period: Period): string =>
  period === 'day' ? day : `CAST(date_trunc('${period}', ${day}) AS DATE)`;

/** How many periods lie between two first days of periods. */
export const toDistance = (from: string, to: string, period: Period): string => {
  if (period === 'month') return `date_diff('month', ${from}, ${to})`;
  const days = `date_diff('day', ${from}, ${to})`;
  return period === 'week' ? `${days} // 7` : days;
};
