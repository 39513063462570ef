import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { SelectField, TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite } from '../../site-context.js';

/** A column of a CSV file, what it is read as, and some of its cells. */
export interface PreviewColumn {
  name: string;
  use: string;
  examples: string[];
}

const USES: [use: string, words: string][] = [
  ['property', 'Property'],
  ['_p', 'Person'],
  ['_t', 'Time'],
  ['_n', 'Event'],
  ['_p2', 'Second identity'],
  ['_i', 'Id of the hit'],
  ['_r', 'Time of arrival'],
  ['none', 'Leave out'],
];

/** What the columns of a CSV file are read as; another choice reads it again. */
export const ImportColumns = ({
  job,
  columns,
  read,
}: {
  job: string;
  columns: PreviewColumn[];
  read: () => void;
}) => {
  const { key } = useSite();
  const [uses, setUses] = useState<Record<string, string>>({});
  const [event, setEvent] = useState('');
  const [timeZone, setTimeZone] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const useOf = ({ name, use }: PreviewColumn): string => uses[name] ?? use;
  const all = columns.map(useOf);

  const send = async (submitted: Event) => {
    submitted.preventDefault();
    const answer = await request(
      formatSitePath(key, `jobs/${job}/columns`),
      createPost({
        columns: Object.fromEntries(columns.map((column) => [column.name, useOf(column)])),
        ...(event.trim() && !all.includes('_n') ? { event: event.trim() } : {}),
        ...(timeZone.trim() && { timeZone: timeZone.trim() }),
      }),
    );
    setProblem('problem' in answer ? answer.problem : null);
    if (!('problem' in answer)) read();
  };
  return (
    <form class="import-columns" onSubmit={send}>
      <details open={!all.includes('_p') || !all.includes('_t')}>
        <summary>Column mapping</summary>
        {columns.map((column) => (
          <SelectField
            key={column.name}
            label={`${column.name} (${column.examples.join(', ') || 'empty'})`}
            value={useOf(column)}
            options={USES}
            change={(use) => setUses({ ...uses, [column.name]: use })}
          />
        ))}
        {!all.includes('_n') && (
          <TextField
            label="Record every row as this event (empty: only set properties of the person)"
            value={event}
            change={setEvent}
          />
        )}
        <TextField
          label="Time zone of times without one (empty: the site’s)"
          value={timeZone}
          change={setTimeZone}
        />
        {problem && <ProblemNote problem={problem} />}
        <p>
          <button type="submit" class="button">
            Read the file again
          </button>
        </p>
      </details>
    </form>
  );
};
