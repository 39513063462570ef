import { formatSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { useSite } from '../../site-context.js';
import { findPeriodEnd } from '../../text/calendar.js';
import { Chart, type ChartParts } from './chart.js';
import { NoteList } from './note-list.js';
import { createMarks, type Note } from './notes.js';

/** Curves over time with the site's notes on them. */
export const TimeChart = (parts: Omit<ChartParts, 'marks'>) => {
  const { key } = useSite();
  const { starts, by } = parts;
  const from = starts[0] ?? '';
  const to = findPeriodEnd(starts.at(-1) ?? '', by);
  const { value, retry } = useAnswer<{ notes: Note[] }>(
    from ? formatSitePath(key, 'notes', { from, to }) : null,
  );
  const notes = value?.notes ?? [];
  return (
    <>
      <Chart {...parts} marks={createMarks(starts, notes)} />
      <NoteList key={from} notes={notes} day={starts.at(-1) ?? ''} reload={retry} />
    </>
  );
};
