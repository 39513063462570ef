import { useState } from 'preact/hooks';
import { createCall, formatSitePath, type Problem, request } from '../../api/request.js';
import { type Finding, reloadFindings } from '../../api/use-findings.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatDate } from '../../text/calendar.js';
import { formatLocalDate } from '../../text/format.js';

/** Dismisses a finding with a reason, or restores it. */
export const Dismissal = ({ finding }: { finding: Finding }) => {
  const { key } = useSite();
  const timeZone = useTimeZone();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const path = formatSitePath(key, `health/findings/${finding.code}/dismissal`);
  const call = async (init: RequestInit) => {
    const answer = await request(path, init);
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) reloadFindings();
  };
  if (finding.dismissed) {
    const { reason, since } = finding.dismissed;
    return (
      <p>
        <span class="tag">dismissed</span> {formatDate(formatLocalDate(since, timeZone))}: {reason}{' '}
        <button
          type="button"
          class="button button-small"
          aria-label={`Restore: ${finding.message}`}
          onClick={() => call({ method: 'DELETE' })}
        >
          Restore
        </button>
        {problem && <ProblemNote problem={problem} />}
      </p>
    );
  }
  return (
    <details>
      <summary aria-label={`Dismiss: ${finding.message}`}>Dismiss</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          call(createCall('PUT', { reason: reason.trim() }));
        }}
      >
        <TextField
          label="Reason"
          hint="Everyone who opens this page can read it."
          value={reason}
          change={setReason}
        />
        <button type="submit" class="button button-small" disabled={!reason.trim()}>
          Dismiss finding
        </button>
        {problem && <ProblemNote problem={problem} />}
      </form>
    </details>
  );
};
