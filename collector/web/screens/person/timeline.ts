import type { Identity, TimelineEntry } from '../../api/types.js';
import { formatLocalDate } from '../../text/format.js';

/** A longer silence begins a new visit, as in the client. */
export const VISIT_MILLISECONDS = 30 * 60 * 1000;

/** From this many in a row on, equal hits share one line. */
export const FOLD_FROM = 3;

/** One line of the timeline: an entry, or several alike in a row, newest first. */
export interface Line {
  entries: [TimelineEntry, ...TimelineEntry[]];
  /** Sent by a visitor whose name was not known yet. */
  anonymous: boolean;
}

export interface Visit {
  lines: Line[];
}

export interface Day {
  /** `2025-03-04` */
  date: string;
  visits: Visit[];
}

/** Names of the events in a timeline with their counts, most frequent first. */
export const countEvents = (timeline: TimelineEntry[]): [name: string, count: number][] => {
  const counts = new Map<string, number>();
  for (const { kind, name } of timeline) {
    if (kind === 'event' && name) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
};

const isAlike = (line: Line, entry: TimelineEntry, anonymous: boolean): boolean =>
  line.anonymous === anonymous &&
  line.entries[0].kind === entry.kind &&
  line.entries[0].name === entry.name;

/** Runs shorter than the fold stay as single lines. */
const unfoldShort = (line: Line): Line[] =>
  line.entries.length >= FOLD_FROM
    ? [line]
    : line.entries.map((entry) => ({ ...line, entries: [entry] }));

/** Days of visits of lines, newest first throughout. */
export const groupByDay = (
  timeline: TimelineEntry[],
  identities: Pick<Identity, 'identity' | 'kind'>[],
  timeZone: string,
): Day[] => {
  const anonymousIds = new Set(
    identities.filter(({ kind }) => kind === 'anonymous').map(({ identity }) => identity),
  );
  const days: Day[] = [];
  let last = Number.POSITIVE_INFINITY;

  for (const entry of timeline) {
    const time = Date.parse(entry.time);
    const date = formatLocalDate(entry.time, timeZone);
    const anonymous = entry.kind !== 'alias' && anonymousIds.has(entry.identity);

    let day = days.at(-1);
    if (day?.date !== date) {
      day = { date, visits: [] };
      days.push(day);
    }
    let visit = day.visits.at(-1);
    if (!visit || last - time >= VISIT_MILLISECONDS) {
      visit = { lines: [] };
      day.visits.push(visit);
    }
    const line = visit.lines.at(-1);
    if (line && isAlike(line, entry, anonymous)) line.entries.push(entry);
    else visit.lines.push({ entries: [entry], anonymous });
    last = time;
  }

  for (const { visits } of days) {
    for (const visit of visits) visit.lines = visit.lines.flatMap(unfoldShort);
  }
  return days;
};
