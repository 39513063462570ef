import { useState } from 'preact/hooks';
import {
  createCall,
  createPost,
  formatSitePath,
  type Problem,
  request,
} from '../../api/request.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Only } from '../../session.js';
import { useSite } from '../../site-context.js';
import { formatDate } from '../../text/calendar.js';
import type { Note } from './notes.js';

/** The notes of a chart by their number, with ways to add, change and remove them. */
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
  // Kept here: a note that somebody else removed leaves the list.
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
          {notes.map((note, index) => (
            <NoteLine
              key={note.id}
              note={note}
              number={index + 1}
              reload={reload}
              remove={() => remove(note.id)}
            />
          ))}
        </ol>
      )}
      {problem && <ProblemNote problem={problem} />}
      <Only least="analyst">
        <details>
          <summary>Add a note</summary>
          <NoteForm note={{ date: day, text: '' }} action="Add" saved={reload} />
        </details>
      </Only>
    </div>
  );
};

const NoteLine = ({
  note,
  number,
  reload,
  remove,
}: {
  note: Note;
  number: number;
  reload: () => void;
  remove: () => Promise<void>;
}) => {
  const { date, text } = note;
  const [editing, setEditing] = useState(false);
  return (
    <li>
      <span class="note-number" aria-hidden="true">
        {number}
      </span>{' '}
      {editing ? (
        <NoteForm
          note={note}
          action="Save"
          saved={() => {
            setEditing(false);
            reload();
          }}
          cancel={() => setEditing(false)}
        />
      ) : (
        <>
          <span class="soft">{formatDate(date)}</span> {text}{' '}
          <Only least="analyst">
            <button
              type="button"
              class="button button-small"
              aria-label={`Edit the note ${text}`}
              onClick={() => setEditing(true)}
            >
              Edit
            </button>{' '}
            <Confirm
              offer="Remove"
              label={`Remove the note ${text}`}
              question={`Remove the note “${text}”?`}
              consequence="It is removed from the charts of everyone who uses this site."
              act={remove}
            />
          </Only>
        </>
      )}
    </li>
  );
};

/** Date and text of a note: a new one, or one with an `id`. */
const NoteForm = ({
  note,
  action,
  saved,
  cancel,
}: {
  note: Pick<Note, 'date' | 'text'> & { id?: string };
  action: string;
  saved: () => void;
  cancel?: () => void;
}) => {
  const { key } = useSite();
  const [date, setDate] = useState(note.date);
  const [text, setText] = useState(note.text);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    const body = { date, text: text.trim() };
    const answer = await (note.id
      ? request(formatSitePath(key, `notes/${note.id}`), createCall('PATCH', body))
      : request(formatSitePath(key, 'notes'), createPost(body)));
    setProblem('problem' in answer ? answer.problem : null);
    if ('problem' in answer) return;
    setText('');
    saved();
  };
  return (
    <form class="tools" onSubmit={save}>
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
        ref={(input) => {
          // A note that is edited was asked for with a button that is gone now.
          if (note.id && input && !document.activeElement?.closest('form')) input.focus();
        }}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button">
        {action}
      </button>
      {cancel && (
        <button type="button" class="button" onClick={cancel}>
          Cancel
        </button>
      )}
      {problem && <ProblemNote problem={problem} />}
    </form>
  );
};
