import { toEventLabel } from '../event-label.js';
import { findUnfinished, toStarts } from '../periods.js';
import type { Local } from '../plan.js';
import type { Own } from '../report.js';
import { compareBytes, toSegments } from '../segments.js';
import { checkSize } from '../size.js';
import type { ActivityPlan, ActivityRow } from './plan.js';
import type { ActivityAnswer, Counted } from './schema.js';

type Counts = Omit<Counted, 'series'>;

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
export const shapeActivity = (
  { plan, timeZone }: Local<ActivityPlan>,
  rows: readonly ActivityRow[],
): Own<ActivityAnswer> => {
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
