import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { useJob } from '../../api/use-job.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite } from '../../site-context.js';
import { type EraseJob, Outcome } from '../settings/erase.js';
import { EraseChoice } from './erase-choice.js';

/** Takes this person out of log, reports and exports: after a look at what would go, and a choice. */
export const ErasePerson = ({ identity }: { identity: string }) => {
  const { key } = useSite();
  const [id, setId] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const job = useJob<EraseJob>(id);

  const ask = async (dryRun: boolean, identities?: string[]) => {
    const answer = await request<{ job: string }>(
      formatSitePath(key, 'people/erase', dryRun ? { dryRun: '1' } : {}),
      createPost({ identity, ...(identities && { identities }) }),
    );
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) setId(answer.value.job);
  };
  const found = job.value?.state === 'done' ? job.value.would : undefined;
  return (
    <section class="card" aria-labelledby="erase-person">
      <h2 id="erase-person">Erase</h2>
      {!job.value && (
        <p class="soft">
          Removes all hits of the identities from the log, reports and exports. The preview only
          counts them.
        </p>
      )}
      {!id && (
        <button type="button" class="button" onClick={() => ask(true)}>
          Preview
        </button>
      )}
      {job.value && <Outcome job={job.value} />}
      {found && (
        <EraseChoice
          identity={identity}
          identities={found.identities}
          links={found.links}
          act={(chosen) => ask(false, chosen)}
        />
      )}
      {(problem ?? job.problem) && <ProblemNote problem={(problem ?? job.problem)!} />}
    </section>
  );
};
