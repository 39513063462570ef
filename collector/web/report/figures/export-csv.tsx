import { useState } from 'preact/hooks';
import { createPost, type Problem, requestFile } from '../../api/request.js';
import { saveFile } from './save-file.js';

/** Saves the whole answer to a question as the CSV file that the API makes of it. */
export const ExportCsv = ({
  title,
  path,
  question,
}: {
  /** What the file is named after. */
  title: string;
  path: string;
  question: object;
}) => {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    setBusy(true);
    const answer = await requestFile(`${path}?format=csv`, createPost(question));
    setBusy(false);
    setProblem('problem' in answer ? answer.problem : null);
    // Without the mark, spreadsheets read UTF-8 as something older.
    if ('value' in answer)
      saveFile(title, new Blob(['\ufeff', answer.value], { type: 'text/csv' }));
  };
  return (
    <span>
      <button type="button" class="button button-small" disabled={busy} onClick={save}>
        {busy ? 'Exporting…' : 'Export CSV'}
      </button>
      {problem && <span class="reason"> {problem.happened}</span>}
    </span>
  );
};
