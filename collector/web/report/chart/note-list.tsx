import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite } from '../../site-context.js';
import { formatDate } from '../../text/calendar.js';
import type { Note } from './notes.js';

/** The notes of a chart by their number, and the way to another one. */
export const NoteList = ({
  notes,
  day,
  reload,
}: {
  notes: Note[];
  /** The last day of the chart: where a new note most often belongs. */
  day: string;
  reload: () => void;
}) => {
  const { key } = useSite();
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (id: string) => {
    const answer = await request(formatSitePath(key, `notes/${id}`), { method: 'DELETE' });
    setProblem('problem' in answer ? answer.problem : null);
    reload();
  };
  return (
    <div class="notes">
      {notes.length > 0 && (
        <ol aria-label="Notes">
          {notes.map(({ id, date, text }, index) => (
            <li key={id}>
              <span class="note-number" aria-hidden="true">
                {index + 1}
              </span>{' '}
              <span class="soft">{formatDate(date)}</span> {text}{' '}
              <button
                type="button"
                class="link"
                aria-label={`Remove the note ${text}`}
                onClick={() => remove(id)}
              >
                Remove
              </button>
            </li>
          ))}
        </ol>
      )}
      {problem && <ProblemNote problem={problem} />}
      <details>
        <summary>Add a note</summary>
        <NewNote day={day} reload={reload} />
      </details>
    </div>
  );
};

const NewNote = ({ day, reload }: { day: string; reload: () => void }) => {
  const { key } = useSite();
  const [date, setDate] = useState(day);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    const answer = await request(
      formatSitePath(key, 'notes'),
      createPost({ date, text: text.trim() }),
    );
    setProblem('problem' in answer ? answer.problem : null);
    if ('problem' in answer) return;
    setText('');
    reload();
  };
  return (
    <form class="tools" onSubmit={add}>
      <input
        type="date"
        class="field field-date"
        aria-label="Day of the note"
        required
        value={date}
        onInput={(event) => setDate(event.currentTarget.value)}
      />
      <input
        class="search"
        aria-label="Note"
        placeholder="What happened…"
        maxLength={500}
        required
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button">
        Add
      </button>
      {problem && <ProblemNote problem={problem} />}
    </form>
  );
};
