import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import type { IdentityLink } from '../../api/types.js';
import { isUnderWay, type Job, useJob } from '../../api/use-job.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useChange } from '../../report/query/change.js';
import { useSite } from '../../site-context.js';
import { formatCounted } from '../../text/format.js';
import { formatIdentity } from '../../text/shown-identity.js';
import { EraseChoice } from '../person/erase-choice.js';

/** A note, a saved report or a population that names somebody. */
interface SavedMention {
  kind: 'note' | 'report' | 'population' | 'dismissal';
  id: string;
  name: string;
}

/** The erasing of a person, or a look at what would go. */
export interface EraseJob extends Job {
  dryRun: boolean;
  erased: { hits: number; identities: number };
  /** What a dry run found. */
  would?: {
    hits: number;
    identities: string[];
    records: number;
    links: IdentityLink[];
    saved: SavedMention[];
  };
  proof?: {
    recordsLeft: number;
    mentionedByOthers: number;
    reports: 'taken out' | 'built anew';
    saved: SavedMention[];
    importsWaiting: number;
    notCovered: { folder?: string; created?: string }[];
  };
}

/** Takes a person out of log, reports and exports, after a look at what would go. */
export const Erase = ({ job: id }: { job: string }) => {
  const { key } = useSite();
  const change = useChange();
  const [identity, setIdentity] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const job = useJob<EraseJob>(id);

  const ask = async (dryRun: boolean, identities?: string[]) => {
    const path = formatSitePath(key, 'people/erase', dryRun ? { dryRun: '1' } : {});
    const answer = await request<{ job: string }>(
      path,
      createPost({ identity: identity.trim(), ...(identities && { identities }) }),
    );
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) change({ erase: answer.value.job });
  };
  const found = job.value?.state === 'done' && job.value.would;
  return (
    <form
      class="card settings"
      aria-labelledby="erase"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(true);
      }}
    >
      <h2 id="erase">Erase a person</h2>
      <p class="soft">
        Removes all hits of all their identities from the log, reports and exports. Later hits start
        a new person.
      </p>
      <TextField
        label="One of their identities"
        value={identity}
        problem={problem?.field === 'identity' || problem?.status === 404 ? problem.happened : ''}
        change={(identity) => {
          setIdentity(identity);
          setProblem(null);
        }}
      />
      {problem && problem.field !== 'identity' && problem.status !== 404 && (
        <ProblemNote problem={problem} />
      )}
      <div class="tools">
        <button type="submit" class="button" disabled={!identity.trim()}>
          Preview
        </button>
      </div>
      {job.problem && <ProblemNote problem={job.problem} retry={job.retry} />}
      {job.value && <Outcome job={job.value} />}
      {found && identity.trim() && (
        <EraseChoice
          key={id}
          identity={identity.trim()}
          identities={found.identities}
          links={found.links}
          act={(chosen) => ask(false, chosen)}
        />
      )}
    </form>
  );
};

const Saved = ({ saved }: { saved: SavedMention[] }) =>
  saved.length > 0 ? (
    <p>
      Saved items that mention one of the identities; change or remove them yourself:{' '}
      {saved.map(({ kind, name }) => `${kind} “${name}”`).join(', ')}.
    </p>
  ) : null;

/** What erasing found, or did, and what proves it. */
export const Outcome = ({ job }: { job: EraseJob }) => {
  const { would, proof, erased } = job;
  return (
    <div role="status">
      {isUnderWay(job) && <p>Searching the log…</p>}
      {job.state === 'failed' && <p class="reason">{job.problem ?? 'It failed.'}</p>}
      {job.state === 'done' && would && (
        <p>
          {formatCounted(would.hits, 'hit')} of{' '}
          {formatCounted(would.identities.length, 'identity', 'identities')} would be erased:{' '}
          {would.identities.map(formatIdentity).join(', ')}. Nothing has been erased yet.
        </p>
      )}
      {job.state === 'done' && would && <Saved saved={would.saved} />}
      {job.state === 'done' && !job.dryRun && (
        <>
          <p>
            Erased {formatCounted(erased.hits, 'hit')} of{' '}
            {formatCounted(erased.identities, 'identity', 'identities')}.
          </p>
          {proof && <Saved saved={proof.saved} />}
          {proof && (
            <p class="soft">
              Read again from the disk: {formatCounted(proof.recordsLeft, 'record')} of the person
              left, {proof.mentionedByOthers} of others mention one of the identities.{' '}
              {proof.reports === 'built anew'
                ? 'Reports were rebuilt. '
                : 'Their rows were removed from reports. '}
              {proof.importsWaiting > 0 &&
                `${formatCounted(proof.importsWaiting, 'file')} that wait to be imported could bring them back. `}
              {proof.notCovered.length > 0 &&
                `${formatCounted(proof.notCovered.length, 'backup')} made before still hold them.`}
            </p>
          )}
        </>
      )}
    </div>
  );
};
