import type { Pick } from '../../report/pick.js';
import type { ActivityAnswer, ActivitySeries } from '../../report/types.js';

/** One curve, one line of the table: an event, or one value of a property among the hits of an event. */
export type ActivityRow = Omit<ActivitySeries, 'event' | 'groups'> & {
  name: string;
  /** Opens its people. */
  pick: Pick;
};

/** Rows of an answer: the values of the one event where they were asked for, else the events. */
export const toRows = ({ events }: ActivityAnswer): ActivityRow[] => {
  const [only] = events;
  if (events.length === 1 && only?.groups) {
    return only.groups.map(({ value, ...counts }) => ({
      ...counts,
      name: value,
      pick: { event: only.event, group: value },
    }));
  }
  return events.map(({ event, count, people, series }) => ({
    name: event,
    count,
    people,
    series,
    pick: { event },
  }));
};
