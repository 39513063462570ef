import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import type { IdentityLink } from '../../api/types.js';
import { useJob } from '../../api/use-job.js';
import { Confirm } from '../../parts/confirm.js';
import { CheckField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite } from '../../site-context.js';
import { formatCounted } from '../../text/format.js';
import { formatIdentity } from '../../text/shown-identity.js';
import { type EraseJob, Outcome } from '../settings/erase.js';
import { SOURCES } from './link-line.js';

/** Why an identity is this person's, in a few words. */
const formatReason = (identity: string, links: readonly IdentityLink[]): string => {
  const link = links.find(({ a, b }) => a === identity || b === identity);
  if (!link) return 'no link';
  const other = link.a === identity ? link.b : link.a;
  return `${SOURCES[link.source]} with ${formatIdentity(other)}`;
};

/** Takes this person out of log, reports and exports: after a look at what would go, and a choice. */
export const ErasePerson = ({ identity }: { identity: string }) => {
  const { key } = useSite();
  const [id, setId] = useState('');
  const [kept, setKept] = useState<readonly string[]>([]);
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
  const chosen = found?.identities.filter((one) => !kept.includes(one)) ?? [];
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
        <>
          <fieldset class="erase-choice">
            <legend>Identities to erase</legend>
            {found.identities.map((one) => (
              <CheckField
                key={one}
                label={`${formatIdentity(one)}: ${formatReason(one, found.links)}`}
                checked={!kept.includes(one)}
                change={(goes) =>
                  setKept(goes ? kept.filter((each) => each !== one) : [...kept, one])
                }
              />
            ))}
          </fieldset>
          {chosen.length > 0 && (
            <Confirm
              offer="Erase"
              question={`Erase ${formatCounted(chosen.length, 'identity', 'identities')} of this person?`}
              consequence="This cannot be undone, except from an earlier backup."
              act={() => ask(false, chosen)}
            />
          )}
        </>
      )}
      {(problem ?? job.problem) && <ProblemNote problem={(problem ?? job.problem)!} />}
    </section>
  );
};
