import { type Condition, encodeCondition, formatCondition, readCondition } from './conditions.js';

/** Events that count as one thing, with what their properties have to be. */
export interface EventMatch {
  names: string[];
  where: Condition[];
}

/** What stands for every event, among the names of events. */
export const ANY_EVENT = '(any event)';

export const NO_MATCH: EventMatch = { names: [], where: [] };

/** Events of these names. */
export const createMatch = (...names: string[]): EventMatch => ({
  names: names.filter(Boolean),
  where: [],
});

const encodeNames = ({ names }: EventMatch): object => {
  if (names.includes(ANY_EVENT)) return { anything: true };
  return names.length === 1 ? { event: names[0] } : { anyOf: names };
};

/** In full, as the API takes it. */
const encodeWholeMatch = (match: EventMatch): object => ({
  ...encodeNames(match),
  ...(match.where.length > 0 && { where: match.where.map(encodeCondition) }),
});

/** Whether its name says it all. */
const isName = ({ names, where }: EventMatch): boolean => names.length === 1 && where.length === 0;

/** As the API takes it: a name where that says it. */
export const encodeMatch = (match: EventMatch): string | object => {
  const [name = ''] = match.names;
  return isName(match) && name !== ANY_EVENT ? name : encodeWholeMatch(match);
};

/** An event of the API, null where it is none. */
export const readMatch = (asked: unknown): EventMatch | null => {
  if (typeof asked === 'string') return createMatch(asked);
  const { event, anyOf, anything, where = [] } = Object(asked) as Record<string, unknown>;
  const names = anything === true ? [ANY_EVENT] : typeof event === 'string' ? [event] : anyOf;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return null;
  if (!Array.isArray(where)) return null;
  const conditions = where.map(readCondition);
  return conditions.every((condition) => condition !== null) ? { names, where: conditions } : null;
};

/** For an address: a plain name as it is, everything else as the API takes it. */
export const formatMatch = (match: EventMatch): string => {
  const [name] = match.names;
  if (name === undefined) return '';
  return isName(match) && !name.startsWith('{') ? name : JSON.stringify(encodeWholeMatch(match));
};

/** The event that an address means; what cannot be read is a name. */
export const parseMatch = (text: string): EventMatch => {
  if (!text.startsWith('{')) return createMatch(text);
  try {
    return readMatch(JSON.parse(text)) ?? createMatch(text);
  } catch {
    // A name that begins as an object does.
    return createMatch(text);
  }
};

/** `Signed Up or Joined where Plan is Pro` */
export const formatMatchName = ({ names, where }: EventMatch): string =>
  [names.join(' or '), where.map(formatCondition).join(' and ')].filter(Boolean).join(' where ');
