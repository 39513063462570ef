import type { ActivityAnswer, ActivityEvent } from '../../../src/reports/activity/schema.js';
import type { Pick } from '../../report/query/pick.js';

/** One curve, one line of the table: an event, or one value of a property among the hits of an event. */
export type ActivityRow = Omit<ActivityEvent, 'event' | 'groups'> & {
  /** The same in every answer to the same question, whatever else has its name. */
  id: string;
  name: string;
  /** Opens its people. */
  pick: Pick;
};

/**
 * Rows of an answer: the values of the one event where they were asked for, else the events, known by their positions
 * where they were chosen, by their own names where all are shown.
 */
export const createRows = (
  { events }: { events: ActivityAnswer['events'] },
  isChosen: boolean,
): ActivityRow[] => {
  const [only] = events;
  const eventOf = (event: string, position: number) => (isChosen ? position : event);
  if (events.length === 1 && only?.groups) {
    return only.groups.map(({ value, ...counts }) => ({
      ...counts,
      id: value,
      name: value,
      pick: { event: eventOf(only.event, 0), group: value },
    }));
  }
  return events.map(({ event, count, people, series }, position) => ({
    id: `${eventOf(event, position)}`,
    name: event,
    count,
    people,
    series,
    pick: { event: eventOf(event, position) },
  }));
};
