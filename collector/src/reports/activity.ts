import { findAcquisition } from './acquisition.js';
import { checkEvents } from './bounds.js';
import { toOffsets } from './calendar.js';
import { toEventLabel } from './event-label.js';
import { at, type Field, isGiven, readList, readWord } from './fields.js';
import { type Merged, readEvent, readPersonSegment, readProperty } from './matches.js';
import { type ActivityPlan, PERIODS } from './plan.js';
import { readRequest, type Setting } from './request.js';
import { findUnfinished, type Local, toStarts } from './revenue.js';
import type { ActivityRow } from './rows.js';
import { compareBytes, toSegments } from './segments.js';
import { checkSize } from './size.js';

const EVENTS_MOST = 50;

/** `{"event": "Size", "at": "hit"}`: each hit's own value, which is usual but for where people come from. */
const readGroup = (field: Field, merged: Merged): ActivityPlan['segment'] => {
  if (typeof field.value !== 'object' || field.value === null)
    return readPersonSegment(field, merged);
  const [event, moment] = [at(field, 'event'), at(field, 'at')];
  const isAlone = Object.keys(field.value).every((part) => part === 'event' || part === 'at');
  if (!isGiven(event) || !isAlone) return readPersonSegment(field, merged);
  const property = readProperty(event, merged);
  const isOwn = isGiven(moment) ? moment.value === 'hit' : !findAcquisition(property);
  return isOwn ? { of: 'hit', property } : readPersonSegment(field, merged);
};

/** The plan of `POST …/reports/activity`. */
export const toActivityPlan = (body: unknown, setting: Setting): Local<ActivityPlan> => {
  const parts = ['events', 'by', 'group'];
  const { request, span, asOf, population, timeZone } = readRequest(body, parts, setting);
  const [events, by] = [at(request, 'events'), at(request, 'by')];
  const plan: ActivityPlan = {
    report: 'activity',
    span,
    asOf,
    population,
    events: isGiven(events)
      ? readList(events, [1, EVENTS_MOST]).map((event) => readEvent(event, setting.merged))
      : null,
    merged: { ...setting.merged.events },
    by: isGiven(by) ? readWord(by, PERIODS) : 'day',
    offsets: toOffsets(timeZone, asOf),
    segment: readGroup(at(request, 'group'), setting.merged),
  };
  checkEvents(events, plan.events ?? []);
  return { plan, timeZone };
};

interface Counts {
  count: number;
  people: number;
}

interface Counted extends Counts {
  series: ({ start: string } & Counts)[];
}

/** What `POST …/reports/activity` answers beside what all reports do. */
export interface ActivityAnswer extends Counted {
  /** The period of the series that is not over; null where all are. */
  unfinished: number | null;
  /** By position, as they were asked for; `event` is for people to read. */
  events: ({ event: string; groups?: ({ value: string } & Counted)[] } & Counted)[];
}

const toCounts = (row: ActivityRow | undefined): Counts => ({
  count: row?.count ?? 0,
  people: row?.people ?? 0,
});

const toCounted = (rows: readonly ActivityRow[], starts: readonly string[]): Counted => {
  const periods = new Map(rows.map((row) => [row.start, row]));
  return {
    ...toCounts(periods.get(null)),
    series: starts.map((start) => ({ start, ...toCounts(periods.get(start)) })),
  };
};

/** Shapes what was counted. */
export const toActivityAnswer = (
  { plan, timeZone }: Local<ActivityPlan>,
  rows: readonly ActivityRow[],
): ActivityAnswer => {
  const found = new Set(rows.flatMap(({ start }) => start ?? []));
  const starts = toStarts(plan, timeZone, [...found]);
  const ofEvent = new Map<ActivityRow['event'], ActivityRow[]>();
  for (const row of rows) {
    const own = ofEvent.get(row.event);
    if (own) own.push(row);
    else ofEvent.set(row.event, [row]);
  }
  const sizeOf = (own: readonly ActivityRow[]) =>
    own.find(({ start, segment }) => start === null && segment === null)?.count ?? 0;
  const keys: (number | string)[] =
    plan.events?.map((_, position) => position) ??
    [...ofEvent.keys()]
      .filter((event) => typeof event === 'string')
      .sort((a, b) => sizeOf(ofEvent.get(b)!) - sizeOf(ofEvent.get(a)!) || compareBytes(a, b));
  const told = keys.map((key, position) => ({
    event: plan.events ? toEventLabel(plan.events[position]!) : String(key),
    ...toSegments(ofEvent.get(key) ?? [], (own) => own.find(({ start }) => start === null)!.count),
  }));
  const series = told.reduce((sum, { segments }) => sum + 1 + segments.length, 1);
  checkSize(series, starts.length);
  return {
    ...toCounted(ofEvent.get(null) ?? [], starts),
    unfinished: findUnfinished(plan, timeZone, starts),
    events: told.map(({ event, all, segments }) => ({
      event,
      ...toCounted(all, starts),
      ...(plan.segment && {
        groups: segments.map(({ value, rows: own }) => ({ value, ...toCounted(own, starts) })),
      }),
    })),
  };
};
