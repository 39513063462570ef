import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { isUnderWay, type Job, useJob } from '../../api/use-job.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useChange } from '../../report/query/change.js';
import { useSite } from '../../site-context.js';
import { formatCount, formatCounted } from '../../text/format.js';
import { ImportPreview, type Preview, type Rejection, Rejections } from './import-preview.js';

export interface ImportJob extends Job {
  lines: number;
  imported: number;
  repeated: number;
  rejected: number;
  rejections?: Rejection[];
  preview?: Preview;
}

/** Takes over an export, after a look at what is in it. */
export const Import = ({ job: id }: { job: string }) => {
  const { value, problem, retry } = useJob<ImportJob>(id);
  return (
    <section class="card" aria-labelledby="import">
      <h2 id="import">Import</h2>
      <p>
        JSON lines as above, or CSV; gzip or zip is fine. You see a preview before anything is
        imported. A line that is imported twice counts once.
      </p>
      <Choose />
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && <Progress job={value} />}
      {value?.state === 'preview' && value.preview && (
        <ImportPreview job={value.id} preview={value.preview} started={retry} />
      )}
    </section>
  );
};

const Choose = () => {
  const { key } = useSite();
  const change = useChange();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    const answer = await request<{ job: string }>(formatSitePath(key, 'import'), {
      ...createPost({}),
      headers: { 'content-type': 'application/x-ndjson' },
      body: file,
    });
    setBusy(false);
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) change({ import: answer.value.job });
  };
  return (
    <>
      <label class="choice">
        <span class="soft">File</span>
        <input
          type="file"
          accept=".jsonl,.ndjson,.json,.csv,.tsv,.txt,.gz,.zip"
          disabled={busy}
          onChange={(event) => send(event.currentTarget.files?.[0])}
        />
      </label>
      <span role="status">{busy && 'Sending the file…'}</span>
      {problem && <ProblemNote problem={problem} />}
    </>
  );
};

const Progress = ({ job }: { job: ImportJob }) => (
  <div role="status">
    {isUnderWay(job) && (
      <p class="progress-line">
        <progress aria-label="Import" />
        {job.state === 'reading'
          ? 'Reading the file…'
          : `Importing… ${formatCounted(job.imported, 'hit')} so far`}
      </p>
    )}
    {job.state === 'done' && (
      <p>
        Imported {formatCounted(job.imported, 'hit')}
        {job.repeated > 0 && `; ${formatCounted(job.repeated, 'line')} were already there`}
        {job.rejected > 0 && `; ${formatCount(job.rejected)} could not be imported`}.
        {job.imported > 0 && ' Reports will include them in a moment.'}
      </p>
    )}
    {job.state === 'done' && <Rejections rejections={job.rejections ?? []} />}
    {job.state === 'failed' && <p class="reason">{job.problem ?? 'The import failed.'}</p>}
  </div>
);
