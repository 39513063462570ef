import { useState } from 'preact/hooks';
import type { ListPopulation } from '../../../src/store/population.js';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { LinesField, trimList } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite } from '../../site-context.js';
import { formatCount, formatCounted } from '../../text/format.js';

/** What a list says of what was put into it, or taken out. */
interface Changed {
  added?: number;
  already?: number;
  unknown?: number;
  removed?: number;
  absent?: number;
  invalid: number;
  rejections: { line: number; reason: string }[];
}

const REASONS: Record<string, string> = {
  missing: 'empty',
  identity_too_long: 'longer than 255 characters',
  placeholder: 'a placeholder',
  too_many_columns: 'more cells than the first line',
};

/** So many lines are told; whoever has more begins with these. */
const LINES_TOLD = 10;

/** In a sentence. */
export const formatOutcome = ({
  added,
  already,
  unknown,
  removed,
  absent,
  invalid,
}: Changed): string =>
  [
    added === undefined ? '' : `${formatCount(added)} added`,
    unknown ? `${formatCount(unknown)} of them not seen on this site yet` : '',
    already ? `${formatCount(already)} already there` : '',
    removed === undefined ? '' : `${formatCount(removed)} removed`,
    absent ? `${formatCount(absent)} not in the list` : '',
    invalid ? `${formatCounted(invalid, 'line')} that cannot be used` : '',
  ]
    .filter(Boolean)
    .join(', ');

/** Puts people into a list and takes them out, by identities that are typed or in a file. */
export const ListEditor = ({ list, changed }: { list: ListPopulation; changed: () => void }) => {
  const { key } = useSite();
  const [lines, setLines] = useState<string[]>([]);
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Changed | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const identities = trimList(lines);

  const send = async (act: 'add' | 'remove') => {
    setBusy(true);
    const body = file
      ? { method: 'POST', headers: { 'content-type': 'text/csv' }, body: file }
      : createPost({ identities });
    const answer = await request<Changed>(
      formatSitePath(key, `populations/${list.id}/${act}`),
      body as RequestInit,
    );
    setBusy(false);
    setProblem('problem' in answer ? answer.problem : null);
    setTold('value' in answer ? answer.value : null);
    if ('problem' in answer) return;
    if (!file) setLines([]);
    changed();
  };
  const nothing = busy || (!file && identities.length === 0);
  return (
    <section class="card settings" aria-labelledby="change-list">
      <h2 id="change-list">Change the list</h2>
      {!file && (
        <LinesField
          label="Identities"
          hint="One per line. Any identity of a person works."
          lines={lines}
          change={setLines}
        />
      )}
      <div class="setting">
        <label for="identity-file">Or a CSV file</label>
        <input
          id="identity-file"
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={(event) => {
            setFile(event.currentTarget.files?.[0] ?? null);
            setTold(null);
          }}
        />
        <p class="soft setting-hint">
          One column, or a column named identity, email or person; separated by commas, semicolons
          or tabs.
        </p>
      </div>
      <div class="tools">
        <button
          type="button"
          class="button button-main"
          disabled={nothing}
          onClick={() => send('add')}
        >
          Add
        </button>
        <button type="button" class="button" disabled={nothing} onClick={() => send('remove')}>
          Remove
        </button>
        {busy && <span role="status">Searching…</span>}
      </div>
      {told && <p role="status">{formatOutcome(told)}.</p>}
      {told && told.rejections.length > 0 && (
        <ul class="soft">
          {told.rejections.slice(0, LINES_TOLD).map(({ line, reason }) => (
            <li key={line}>
              Line {formatCount(line)}: {REASONS[reason] ?? reason}
            </li>
          ))}
        </ul>
      )}
      {problem && <ProblemNote problem={problem} />}
    </section>
  );
};
