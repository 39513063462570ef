import type { Mark } from './chart-marks.js';

/** What happened on a day, for whoever wonders about a chart. */
export interface Note {
  id: string;
  /** Local date of the site. */
  date: string;
  text: string;
}

/** Where notes stand on a time axis: the bucket that holds each, by its index. */
export const createMarks = (starts: string[], notes: Note[]): Mark[] =>
  notes.flatMap(({ date }, place) => {
    const index = starts.findLastIndex((start) => start <= date);
    return index < 0 ? [] : [{ index, number: place + 1 }];
  });
