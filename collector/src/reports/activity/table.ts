import type { Cell } from '../csv.js';
import { type Table, toValueCell } from '../table.js';
import type { ActivityAnswer } from './schema.js';

/** A row for each event, group and period; without a period the whole range. Events are told apart by their position. */
export const tabulateActivity = (answer: ActivityAnswer): Table => {
  type Counted = Pick<ActivityAnswer, 'count' | 'people' | 'series'>;
  const toRows = (
    [event, position]: readonly [Cell, Cell],
    group: string,
    { count, people, series }: Counted,
  ): Cell[][] => [
    [event, group, '', count, people, position],
    ...series.map((one) => [event, group, one.start, one.count, one.people, position]),
  ];
  return [
    ['event', 'group', 'start', 'count', 'people', 'position'],
    ...toRows([null, null], '', answer),
    ...answer.events.flatMap(({ event, groups = [], ...own }, position) => [
      ...toRows([event, position], '', own),
      ...groups.flatMap(({ value, ...counted }) =>
        toRows([event, position], toValueCell(value), counted),
      ),
    ]),
  ];
};
