import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { ReportName } from '../../src/reports/registry.js';
import { createPost, formatSitePath, type Problem, request } from '../api/request.js';
import { useAnswer } from '../api/use-answer.js';
import { Confirm } from '../parts/confirm.js';
import { ProblemNote } from '../parts/problem-note.js';
import { usePlace } from '../router.js';
import { formatHref } from '../routes.js';
import { Only } from '../session.js';
import { useSite } from '../site-context.js';
import { withPick } from './query/pick.js';
import type { Plan } from './query/use-report.js';
import { REPORT_PAGES } from './report-pages.js';
import { ShareReport } from './share-report.js';

interface SavedReport {
  id: string;
  name: string;
  kind: ReportName;
  /** The query of the app's address. */
  view: string | null;
}

const formatReportHref = (site: string, { kind, view }: SavedReport): string =>
  `${formatHref(site, REPORT_PAGES[kind])}${view ?? ''}`;

/** Links to the saved reports of a kind, for a page in which nothing is chosen yet. */
export const SavedLinks = ({ kind }: { kind: ReportName }) => {
  const { key } = useSite();
  const { value } = useAnswer<{ reports: SavedReport[] }>(formatSitePath(key, 'reports/saved'));
  const reports = value?.reports.filter((report) => report.kind === kind) ?? [];
  if (reports.length === 0) return null;
  return (
    <p class="card">
      Saved:{' '}
      {reports.map((report, index) => (
        <Fragment key={report.id}>
          {index > 0 && ', '}
          <a href={formatReportHref(key, report)}>{report.name}</a>
        </Fragment>
      ))}
    </p>
  );
};

/** Reports that have a name: to open one, to give this one a name, to take one away. */
export const SavedReports = ({ plan }: { plan: Plan }) => {
  const { key } = useSite();
  const { value, problem, retry } = useAnswer<{ reports: SavedReport[] }>(
    formatSitePath(key, 'reports/saved'),
  );
  const reports = value?.reports ?? [];
  return (
    <details class="saved">
      <summary class="button">Saved reports{reports.length > 0 && ` (${reports.length})`}</summary>
      <div class="saved-box">
        {problem && <ProblemNote problem={problem} retry={retry} />}
        <ul>
          {reports.map((report) => (
            <SavedLine key={report.id} report={report} reload={retry} />
          ))}
        </ul>
        <Only least="analyst">
          {plan.question ? (
            <SaveForm plan={plan} reload={retry} />
          ) : (
            <p class="soft">Set up the report first, then save it under a name.</p>
          )}
        </Only>
      </div>
    </details>
  );
};

const SavedLine = ({ report, reload }: { report: SavedReport; reload: () => void }) => {
  const { key } = useSite();
  const { id, name, kind } = report;
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async () => {
    const answer = await request(formatSitePath(key, `reports/saved/${id}`), { method: 'DELETE' });
    setProblem('problem' in answer ? answer.problem : null);
    reload();
  };
  return (
    <li>
      <a href={formatReportHref(key, report)}>{name}</a>
      <span class="tag">{kind}</span>
      <Only least="analyst">
        <ShareReport report={id} name={name} />
        <Confirm
          offer="Delete"
          label={`Delete ${name}`}
          question={`Delete “${name}”?`}
          consequence="Links copied from it keep working."
          act={remove}
        />
      </Only>
      {problem && <ProblemNote problem={problem} />}
    </li>
  );
};

const SaveForm = ({ plan: { kind, question }, reload }: { plan: Plan; reload: () => void }) => {
  const { key } = useSite();
  const place = usePlace();
  const [name, setName] = useState('');
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);

  const save = async (event: Event) => {
    event.preventDefault();
    // A number that is open is no part of the report.
    const view = new URL(withPick(place, null), place).search;
    const answer = await request<SavedReport>(
      formatSitePath(key, 'reports/saved'),
      createPost({ name: name.trim(), kind, plan: question, view }),
    );
    if ('problem' in answer) {
      setProblem(answer.problem);
      return;
    }
    setProblem(null);
    setName('');
    setSaid(`Saved “${answer.value.name}”.`);
    reload();
  };
  return (
    <form class="saved-form" onSubmit={save}>
      <input
        class="field"
        aria-label="Name of this report"
        placeholder="Name of this report…"
        maxLength={255}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={!name.trim()}>
        Save
      </button>
      <span role="status">{said}</span>
      {problem && <ProblemNote problem={problem} />}
    </form>
  );
};
