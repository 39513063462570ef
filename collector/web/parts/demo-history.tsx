import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../api/request.js';
import { useAnswer } from '../api/use-answer.js';
import { isUnderWay, type Job, useJob } from '../api/use-job.js';
import { formatHref } from '../routes.js';
import { useSite } from '../site-context.js';
import { formatCount } from '../text/format.js';
import { ProblemNote } from './problem-note.js';

interface HistoryJob extends Job {
  hits: number;
  of: number;
}

/** Has a made-up company's year loaded, where that is allowed: every page then has something to show. */
export const DemoHistory = ({ className }: { className?: string }) => {
  const { key } = useSite();
  const { value } = useAnswer<{ canLoadHistory?: boolean }>(formatSitePath(key));
  const [id, setId] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const job = useJob<HistoryJob>(id).value;
  if (!value?.canLoadHistory) return null;

  const load = async () => {
    const answer = await request<{ job: string }>(
      formatSitePath(key, 'history', { add: '1' }),
      createPost({}),
    );
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) setId(answer.value.job);
  };
  return (
    <div class={className}>
      {!job && (
        <p>
          Only looking?{' '}
          <button type="button" class="button" onClick={load}>
            Load demo data
          </button>{' '}
          <span class="soft">20,000 people over a year, into this site.</span>
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
      <div role="status">
        {job && isUnderWay(job) && (
          <p>
            <progress aria-label="Loading demo data" max={job.of || 1} value={job.hits} />{' '}
            {formatCount(job.hits)} hits of {job.of > 0 ? formatCount(job.of) : 'a year'}
          </p>
        )}
        {job?.state === 'failed' && (
          <p class="reason">{job.problem ?? 'The demo data could not be loaded.'}</p>
        )}
        {job?.state === 'done' && (
          <p>
            Loaded {formatCount(job.hits)} hits; reports have them in some seconds.{' '}
            {/* A page load: what the pages have asked for before is out of date. */}
            <a href={`${formatHref(key, 'activity')}?range=12m`} target="_self">
              See the demo data
            </a>
          </p>
        )}
      </div>
    </div>
  );
};
