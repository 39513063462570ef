import type { ComponentChildren } from 'preact';
import type { Run } from '../../src/reports/report.js';
import { type Loaded, useAnswer } from '../api/use-answer.js';
import { ProblemNote } from '../parts/problem-note.js';
import { Recalculating } from '../parts/recalculating.js';
import { formatClock, formatCounted } from '../text/format.js';
import { encodeReading, formatReading, propertyNameOf } from './pickers/property-choice.js';
import { useChange } from './query/change.js';
import { useReportZone } from './query/use-range.js';

/** A report's answer, the wait for it, and what it took; the old answer stays, dimmed, while a new one comes. */
export const ReportBox = <T extends Run>({
  report,
  children,
}: {
  report: Loaded<T>;
  children: (answer: T) => ComponentChildren;
}) => {
  const { value, problem, loading, slow, cancelled, retry, cancel } = report;
  return (
    <>
      <div class="progress" role="status">
        {slow && (
          <p class="card progress-line">
            <progress aria-label="Counting" />
            Counting…
            <button type="button" class="button button-small" onClick={cancel}>
              Cancel
            </button>
          </p>
        )}
        {cancelled && (
          <p class="card progress-line">
            Cancelled{value && '; this is the previous result'}.
            <button type="button" class="button button-small" onClick={retry}>
              Run again
            </button>
          </p>
        )}
      </div>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && (
        <div class={loading || cancelled || problem ? 'stale' : undefined} aria-busy={loading}>
          <Recalculating answer={value} />
          {value.suggestion && <Suggestion {...value.suggestion} />}
          {children(value)}
          <Took report={value} retry={retry} />
        </div>
      )}
    </>
  );
};

/** Where most people have no value, the reading that gives them one. */
const Suggestion = ({ reading, notSet }: NonNullable<Run['suggestion']>) => {
  const change = useChange();
  return (
    <p class="card suggestion">
      More than half of these people have no value for “{propertyNameOf(reading)}”. With the value{' '}
      {formatReading(reading)},{' '}
      {notSet === 0
        ? 'everyone has one'
        : `only ${formatCounted(notSet, 'person', 'people')} would have none`}
      .{' '}
      <button type="button" class="link" onClick={() => change(encodeReading(reading))}>
        Use it
      </button>
    </p>
  );
};

const Took = ({ report, retry }: { report: Run; retry: () => void }) => {
  const timeZone = useReportZone();
  // Requested again for each answer.
  const { value } = useAnswer<{ lagSeconds: number }>(`/readyz?report=${report.reportId}`);
  const behind = Math.round(value?.lagSeconds ?? 0);
  return (
    <p class="took soft">
      As of {formatClock(report.asOf, timeZone)}
      {behind > 0 && <span class="warning">, {behind} s behind</span>},{' '}
      {formatCounted(report.hitsRead, 'hit')} read, took{' '}
      {report.tookSeconds < 0.01 ? 'under 0.01' : report.tookSeconds.toFixed(2)} s.{' '}
      <button type="button" class="link" onClick={retry}>
        Run again
      </button>
    </p>
  );
};
