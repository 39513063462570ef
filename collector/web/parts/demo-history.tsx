import { useState } from 'preact/hooks';
import { HISTORY_SITE } from '../../src/store/demo-sites.js';
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
  const [site, setSite] = useState(key);
  const [problem, setProblem] = useState<Problem | null>(null);
  const job = useJob<HistoryJob>(id).value;
  if (!value?.canLoadHistory) return null;

  const start = (site: string) =>
    request<{ job: string }>(formatSitePath(site, 'history'), createPost({}));
  const load = async () => {
    let answer = await start(key);
    // Made-up people are never mixed with real ones: they get a site of their own.
    if ('problem' in answer && answer.problem.code === 'site_not_empty') {
      await request('/api/sites', createPost(HISTORY_SITE));
      setSite(HISTORY_SITE.key);
      answer = await start(HISTORY_SITE.key);
    }
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) setId(answer.value.job);
  };
  const href = `${formatHref(site, 'activity')}?range=12m`;
  return (
    <div class={className}>
      {!job && (
        <p>
          Just exploring?{' '}
          <button type="button" class="button" onClick={load}>
            Load demo data
          </button>{' '}
          <span class="soft">
            20,000 people over a year. A site that has hits stays as it is: they then go into a site
            called “{HISTORY_SITE.name}”.
          </span>
        </p>
      )}
      {problem?.code === 'site_not_empty' ? (
        <p>
          The demo data is there already.{' '}
          <a href={href} target="_self">
            See the demo data
          </a>
        </p>
      ) : (
        problem && <ProblemNote problem={problem} />
      )}
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
            Loaded {formatCount(job.hits)} hits; reports have them in a few seconds.{' '}
            {/* A page load: what the pages have asked for before is out of date. */}
            <a href={href} target="_self">
              See the demo data
            </a>
          </p>
        )}
      </div>
    </div>
  );
};
